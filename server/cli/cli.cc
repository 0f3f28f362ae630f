// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"

#include "ocr/offline.h"
#include "server/version.h"

#include <CLI/CLI.hpp>

#include <iostream>

namespace chauban::cli {
namespace {

constexpr auto kExitCodes = "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 unreachable, 4 done in part.";

void add_common(CLI::App& verb, Common& common, bool json = true) {
  verb.add_option("--data", common.data, "data folder")->capture_default_str();
  if (json) verb.add_flag("--json", common.json, "for programs: JSON on standard output");
}

void add_serve(CLI::App& app, ServeOptions& options) {
  auto* verb = app.add_subcommand("serve", "run the server on a data folder");
  add_common(*verb, options.common, false);
  verb->add_option("--listen", options.listen, "address:port; port 0 takes a free one")->capture_default_str();
  verb->add_option("--web", options.web, "folder of the built web application")->check(CLI::ExistingDirectory);
  verb->add_option("--drop", options.drop, "watched folder: every file put there becomes an arrival");
  verb->add_option("--demo", options.demo, "folder of scans: on an empty data folder make the demo commune")
      ->check(CLI::ExistingDirectory);
  verb->add_option("--base-url", options.base_url, "how others reach this server, e.g. https://chauban.xa.gov.vn");
  auto* behind = verb->add_flag("--behind-tls", options.behind_tls, "a TLS proxy stands in front: cookies are Secure");
  auto* certificate =
      verb->add_option("--tls-cert", options.tls_certificate, "PEM: certificate and what leads to its root")
          ->check(CLI::ExistingFile)
          ->excludes(behind);
  auto* key = verb->add_option("--tls-key", options.tls_key, "PEM: its key, without a password")
                  ->check(CLI::ExistingFile)
                  ->needs(certificate);
  certificate->needs(key);
  verb->add_option("--ocr-workers", options.ocr_workers, "reading processes; 0: one a core")->check(CLI::Range(0, 64));
  verb->add_option("--reserve", options.reserve_mb,
                   "megabytes left free on the disk: below it changes are refused; 0: 2048 or 5 %, whichever is more");
  verb->add_option("--rate-limit", options.rate_limit, "requests a minute of one account")->capture_default_str();
  verb->add_option("--metrics", options.metrics, "address:port where Prometheus may fetch /metrics; keep it private");
  verb->add_option("--otlp", options.otlp, "OpenTelemetry collector to send traces to, e.g. http://127.0.0.1:4318");
  verb->add_option("--log", options.log_format, "text, or json: one object a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_flag("--log-requests", options.log_every_request,
                 "a line for every request, also for those that only read");
  verb->footer("Example: chauban serve --data /var/lib/chauban --listen 127.0.0.1:8080 --drop /srv/scan");
}

void add_import(CLI::App& app, ImportOptions& options) {
  auto* verb = app.add_subcommand("import", "store files and record their arrival");
  add_common(*verb, options.common);
  verb->add_option("FILE", options.files, "PDF, TIFF, JPEG or PNG")->required();
  verb->footer(
      "Goes through the running server; without one it opens the folder itself.\nExample: chauban import scan_0007.pdf "
      "scan_0008.pdf --json");
}

void add_demo(CLI::App& app, DemoOptions& options) {
  auto* verb = app.add_subcommand("demo", "make the demo commune, or a province's volume, in an empty data folder");
  add_common(*verb, options.common, true);
  auto* scans = verb->add_option("--scans", options.scans, "folder of scanned letters")->check(CLI::ExistingDirectory);
  auto* documents = verb->add_option("--documents", options.documents, "how many letters are made up and played")
                        ->check(CLI::Range(1, 10'000'000))
                        ->excludes(scans);
  verb->add_option("--years", options.years, "working days of so many years")
      ->needs(documents)
      ->check(CLI::Range(1, 10));
  verb->add_option("--agencies", options.agencies, "communes")->needs(documents)->check(CLI::Range(1, 500));
  verb->add_option("--seed", options.seed, "the same seed and date give the same log")->needs(documents);
  verb->add_option("--until", options.until, "last day, YYYY-MM-DD; today when absent")->needs(documents);
  verb->footer(
      "Example: chauban demo --data /tmp/demo --scans tests/data/scans\n"
      "         chauban demo --data /tmp/large --documents 50000 --years 2 --agencies 10 --seed 7 --until 2026-11-20");
}

void add_rebuild(CLI::App& app, RebuildOptions& options) {
  auto* verb = app.add_subcommand("rebuild", "build state or views anew from the log");
  add_common(*verb, options.common);
  auto* state = verb->add_flag("--state", options.state, "all of state/; the server must be stopped");
  verb->add_option("--view", options.view,
                   "one view: documents, jobs, inbox, incoming_register, archive, timeline, search")
      ->excludes(state);
  verb->footer("Without options every view is rebuilt beside the live one.\nExample: chauban rebuild --view inbox");
}

/// One of the actions of a verb that has several; `options.action` says which was taken.
template <class Options>
CLI::App* add_action(CLI::App& verb, Options& options, const char* name, const char* what) {
  auto* sub = verb.add_subcommand(name, what);
  sub->callback([&options, name] { options.action = name; });
  sub->fallthrough();
  return sub;
}

void add_unit(CLI::App& app, UnitOptions& options) {
  auto* verb = app.add_subcommand("unit", "list and add the agency and its units");
  add_common(*verb, options.common);
  verb->require_subcommand(1);
  add_action(*verb, options, "list", "all units");
  auto* add = add_action(*verb, options, "add", "the first is the agency itself; prints the new id");
  add->add_option("NAME", options.name, "as it stands on letters")->required();
  add->add_option("--abbreviation", options.abbreviation, "as in symbols, e.g. UBND");
  add->add_option("--organ-id", options.organ_id, "its code for exchange, e.g. H57.30.12");
  add->add_option("--parent", options.parent, "id of the unit above; the agency when absent");
  verb->footer("Example: chauban unit add 'Ủy ban nhân dân xã Đồng Sen' --abbreviation UBND");
}

void add_position(CLI::App& app, PositionOptions& options) {
  auto* verb =
      app.add_subcommand("position", "list and add positions: what an account may do comes from those it holds");
  add_common(*verb, options.common);
  verb->require_subcommand(1);
  add_action(*verb, options, "list", "all positions");
  auto* add = add_action(*verb, options, "add", "prints the new id");
  add->add_option("TITLE", options.title, "e.g. 'Chuyên viên'")->required();
  add->add_option("--unit", options.unit, "id of its unit")->required();
  add->add_option("--role", options.roles,
                  "clerk, officer, unitHead, leader, archivist, reception, admin, auditor; several with commas")
      ->delimiter(',')
      ->required();
  verb->footer("Example: chauban position add 'Quản trị hệ thống' --unit 01a8… --role admin");
}

void add_user(CLI::App& app, UserOptions& options) {
  auto* verb = app.add_subcommand("user", "list, add and close accounts, set passwords");
  add_common(*verb, options.common);
  verb->require_subcommand(1);
  add_action(*verb, options, "list", "all accounts");
  auto* add =
      add_action(*verb, options, "add", "open an account; the password is asked for, or read from standard input");
  add->add_option("USER", options.user_name, "name to sign in with")->required();
  add->add_option("--name", options.full_name, "full name")->required();
  add->add_option("--position", options.position, "id of the position to hold");
  auto* close = add_action(*verb, options, "close", "close an account; its sessions end");
  close->add_option("USER", options.user_name, "whose")->required();
  close->add_option("--reason", options.reason, "why")->required();
  auto* password = add_action(*verb, options, "password", "set a password");
  password->add_option("USER", options.user_name, "whose")->required();
  verb->footer("Example: chauban user add hoa --name 'Trần Thị Hoa'");
}

void add_events(CLI::App& app, EventsOptions& options) {
  auto* verb = app.add_subcommand("events", "print events, one JSON object a line");
  add_common(*verb, options.common);
  verb->add_option("--after", options.after, "a position such as 1:128841");
  verb->add_option("--types", options.types, "e.g. IncomingDocument.*,WorkDossier.DossierClosed");
  verb->add_option("--limit", options.limit, "at most so many a page")
      ->capture_default_str()
      ->check(CLI::Range(1, 500));
  verb->add_flag("--follow", options.follow, "go on with what happens from now on");
  verb->footer("Example: chauban events --types 'IncomingDocument.*' --follow");
}

void add_fsck(CLI::App& app, FsckOptions& options) {
  auto* verb = app.add_subcommand("fsck", "read everything in a data folder and say what is not as it was written");
  add_common(*verb, options.common);
  verb->footer(
      "The server must be stopped. Changes nothing. 0: nothing is damaged, 4: only what can be built anew, 1: more.\n"
      "Example: chauban fsck --data /var/lib/chauban --json");
}

void add_verify(CLI::App& app, VerifyOptions& options) {
  auto* verb = app.add_subcommand("verify", "prove offline that a copy of the log is the one that was signed");
  add_common(*verb, options.common);
  verb->add_option("--trust", options.trust, "file of keys that may have signed, one a line")->check(CLI::ExistingFile);
  verb->add_option("--checkpoint", options.checkpoints, "signed checkpoints that were kept elsewhere")
      ->check(CLI::ExistingFile);
  verb->footer(
      "Changes nothing. 0: intact, 1: broken, 4: intact, and checkpoints or blobs are missing.\n"
      "Example: chauban verify --data /mnt/copy --trust chauban.trust --checkpoint 2026-11-20.txt");
}

void add_backup(CLI::App& app, BackupOptions& options) {
  auto* verb =
      app.add_subcommand("backup", "copy log and blobs to a folder that keeps many backups; also while serving");
  add_common(*verb, options.common);
  verb->add_option("--to", options.to, "folder of backups, best on another disk")->required();
  verb->add_option("--keys", options.keys, "another folder, for secrets: passwords, sessions, the signing key");
  verb->add_option("--keep", options.keep, "how many backups stay, the newest; all when absent")
      ->check(CLI::Range(1, 1'000'000));
  verb->footer("Only what is new is copied.\nExample: chauban backup --data /var/lib/chauban --to /mnt/backup/chauban");
}

void add_restore(CLI::App& app, RestoreOptions& options) {
  auto* verb = app.add_subcommand("restore", "make a data folder from a backup");
  add_common(*verb, options.common);
  auto* from = verb->add_option("--from", options.from, "folder of backups")->check(CLI::ExistingDirectory);
  verb->add_option("--backup", options.backup, "which one; the newest when absent")->needs(from);
  verb->add_option("--keys", options.keys, "folder of backups of keys")->needs(from)->check(CLI::ExistingDirectory);
  verb->add_option("--trust", options.trust, "file of keys that may have signed")
      ->needs(from)
      ->check(CLI::ExistingFile);
  verb->add_option("--checkpoint", options.checkpoints, "newer signed checkpoints: say what the backup lacks")
      ->needs(from)
      ->check(CLI::ExistingFile);
  verb->add_flag("--confirm", options.confirm, "somebody has read what is lost: it may serve");
  verb->callback([verb] {
    if (verb->count("--from") + verb->count("--confirm") == 0) throw CLI::RequiredError("--from or --confirm");
  });
  verb->footer(
      "The folder must be empty.\nExample: chauban restore --from /mnt/backup/chauban --data /var/lib/chauban");
}

void add_ocr(CLI::App& app, ocr::OcrCliOptions& options, std::vector<std::string>& formats) {
  auto* verb = app.add_subcommand("ocr", "read files without a server");
  verb->add_option("FILE", options.files, "PDF, TIFF, JPEG or PNG")->required();
  verb->add_option("--output", options.output, "folder; made if missing")->capture_default_str();
  verb->add_option("--format", formats, "txt, pdf, json; several with commas")
      ->delimiter(',')
      ->check(CLI::IsMember({"txt", "pdf", "json"}));
  verb->add_option("--jobs", options.jobs, "reading processes; 0: one a core")->check(CLI::Range(0, 64));
  verb->footer(
      "Writes DIR/<name>.<format>; pages in txt are parted by form feeds.\nExample: chauban ocr *.pdf --output read "
      "--format pdf,txt --jobs 4");
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app{"Chầu bàn: văn phòng không giấy / a paperless office", "chauban"};
  app.footer(kExitCodes);
  app.require_subcommand(1);
  ServeOptions serve;
  ImportOptions import;
  DemoOptions demo;
  RebuildOptions rebuild;
  UnitOptions unit;
  PositionOptions position;
  UserOptions user;
  EventsOptions events;
  FsckOptions fsck;
  VerifyOptions verify;
  BackupOptions backup;
  RestoreOptions restore;
  ocr::OcrCliOptions ocr_options;
  std::vector<std::string> formats{"txt"};
  bool version_json = false;
  add_serve(app, serve);
  add_import(app, import);
  add_demo(app, demo);
  add_rebuild(app, rebuild);
  add_unit(app, unit);
  add_position(app, position);
  add_user(app, user);
  add_events(app, events);
  add_fsck(app, fsck);
  add_verify(app, verify);
  add_backup(app, backup);
  add_restore(app, restore);
  add_ocr(app, ocr_options, formats);
  auto* version = app.add_subcommand("version", "which program this is");
  version->add_flag("--json", version_json, "for programs");
  version->footer("Example: chauban version --json");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  if (app.got_subcommand("serve")) return run_serve(serve);
  if (app.got_subcommand("import")) return run_import(import);
  if (app.got_subcommand("demo")) return run_demo(demo);
  if (app.got_subcommand("rebuild")) return run_rebuild(rebuild);
  if (app.got_subcommand("unit")) return run_unit(unit);
  if (app.got_subcommand("position")) return run_position(position);
  if (app.got_subcommand("user")) return run_user(user);
  if (app.got_subcommand("events")) return run_events(events);
  if (app.got_subcommand("fsck")) return run_fsck(fsck);
  if (app.got_subcommand("verify")) return run_verify(verify);
  if (app.got_subcommand("backup")) return run_backup(backup);
  if (app.got_subcommand("restore")) return run_restore(restore);
  if (app.got_subcommand("ocr")) {
    ocr_options.formats = {formats.begin(), formats.end()};
    ocr_options.executable = own_executable();
    return ocr::run_ocr_cli(ocr_options);
  }
  if (version_json) {
    std::cout << R"({"name":"chauban","version":")" << server::kVersion << "\"}\n";
  } else {
    std::cout << "chauban " << server::kVersion << "\n";
  }
  return kDone;
}

}  // namespace chauban::cli
