# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call what: written down once more, apart from the server, by hand. Whoever adds an operation adds its row.

A row says which roles find the door open and which scope a personal key needs. That a door is open says nothing yet
about this or that document: what lies behind it is asked for in permission_test.py. Sources: domain reference 6 and
11.2, API reference 2.
"""

EVERYONE = frozenset("clerk officer unitHead leader archivist reception admin auditor".split())
ANYBODY = EVERYONE | {"anonymous"}
READERS = frozenset("clerk officer unitHead leader archivist".split())
HANDLERS = frozenset("clerk officer unitHead leader".split())
SENDERS = HANDLERS | {"archivist", "reception"}
VIEWERS = READERS | {"reception"}  # of files and queues
KNOWERS = READERS | {"reception", "auditor"}  # of documents' fields and history
LOOKERS = READERS | {"auditor"}  # into registers, the archive and events
CLERK = frozenset({"clerk"})
LEADER = frozenset({"leader"})
ARCHIVIST = frozenset({"archivist"})
COUNTER = frozenset({"clerk", "reception"})
DECIDERS = frozenset({"unitHead", "leader"})
PLANNERS = frozenset({"leader", "archivist"})
ADMIN = frozenset({"admin"})

NO_KEY = "no key may"
ANY_KEY = "any key may"


def rows(who, scope, names):
    return {name: (who, scope) for name in names.split()}


MAY = {
    **rows(ANYBODY, ANY_KEY, "getAuthMethods signIn getHealth getReady getLimits getOpenApi getEventSchema"),
    **rows(ANYBODY, ANY_KEY, "getUploadOptions getOneUploadOptions"),
    **rows(EVERYONE, ANY_KEY, "getMe listPeople listUnits listPositions streamInvalidations"),
    **rows(EVERYONE, NO_KEY, "signOut listKeys createKey getKey revokeKey"),
    **rows(SENDERS, "files.write", "createUpload getUpload getUploadOffset appendUpload terminateUpload storeFile"),
    **rows(VIEWERS, "files.read", "getFile headFile getFileInfo listPages getPage getPagePreview getPageWords"),
    **rows(VIEWERS, "files.read", "getPageText getSearchablePdf getSuggestions"),
    **rows(VIEWERS | ADMIN, "jobs.read", "listJobs getJob"),
    **rows(VIEWERS | ADMIN, "files.write", "cancelJob retryJob"),
    **rows(KNOWERS, "documents.read", "listIncoming getIncoming getIncomingHistory"),
    **rows(COUNTER, "incoming.register", "listArrivals recordArrival refuseArrival"),
    **rows(CLERK, "incoming.register", "registerIncoming checkDuplicate correctRegistration"),
    **rows(CLERK, "incoming.register", "submitToLeader proposeVoid"),
    **rows(DECIDERS, "incoming.register", "approveVoid rejectVoid"),
    **rows(LEADER, "documents.write", "giveDirection"),
    **rows(HANDLERS | ARCHIVIST, "documents.write", "acknowledgeDelivery"),
    **rows(HANDLERS, "documents.write", "assignHandler recordProgress returnForReassignment finishCoordination"),
    **rows(HANDLERS, "documents.write", "completeHandling reopenHandling"),
    **rows(HANDLERS | ARCHIVIST, "dossiers.write", "fileIntoDossier openDossier removeDocument"),
    **rows(HANDLERS, "dossiers.write", "closeDossier reopenDossier offerTransfer"),
    **rows(ARCHIVIST, "dossiers.write", "acceptTransfer returnTransfer"),
    **rows(VIEWERS, "documents.read", "listInbox getInboxCounts"),
    **rows(LOOKERS, "documents.read", "listDossiers getDossier listDossierItems getDossierHistory"),
    **rows(LOOKERS, "documents.read", "listFilePlans getFilePlan listRegisters listRegisterEntries"),
    **rows(PLANNERS, "dossiers.write", "issueFilePlan amendPlan"),
    **rows(READERS, "search", "search suggest"),
    **rows(LOOKERS, "events.read", "listEvents streamEvents"),
    **rows(ADMIN, "admin.read", "listUsers getUser listAllUnits listAllPositions listProjections getAdminHealth"),
    **rows(ADMIN, "admin.write", "createUser closeAccount setPassword createUnit nameUnit createPosition"),
    **rows(ADMIN, "admin.write", "holdPosition rebuildProjection"),
    **rows(ADMIN, "admin.write", "beginBackup endBackup signBackup"),
}

# What an operation's path names, by the beginning of the path: permission_test.py tries it with one of another's.
# None: a matter of the whole agency or of its administrator, which is nobody's in particular.
NAMED_BY = [
    ("/v1/me/keys/", "key"),
    ("/v1/uploads/", "upload"),
    ("/v1/files/", "file"),
    ("/v1/jobs/", "job"),
    ("/v1/incoming/suggestions/", "file"),
    ("/v1/incoming/", "document"),
    ("/v1/dossiers/", "dossier"),
    ("/v1/file-plans/", None),
    ("/v1/registers/", None),
    ("/v1/admin/", None),
    ("/v1/schemas/", None),
]

# Who administers sees that a job runs, to keep the machine going: never its file's name or words (domain 11.2).
SEES_THE_JOB_ONLY = frozenset({"admin"})

# Where a made-up id is still refused otherwise than one of another's, so that guessing tells which there are. No more
# may come to it, and whoever mends one takes it out of here.
TELLS_ABSENT_FROM_FOREIGN = {("registerIncoming", "file"), ("registerIncoming", "arrival"), ("recordArrival", "file")}
