#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian package as its operator meets it: installed in a clean Debian 12 under systemd, first account, a scan read, stopped,
upgraded, removed, purged. Each step builds on the one before; the first that fails ends the run.

    package_test.py build/package/chauban_VERSION_ARCH.deb        as root
"""
import ctypes
import pathlib
import re
import resource
import signal
import subprocess
import sys
import types
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
from clean_root import clean_root, run  # noqa: E402
from support import SCANS, Person, wait_for  # noqa: E402

UNIT = "chauban.service"
SERVER = types.SimpleNamespace(base="http://127.0.0.1:8080")  # the package's own default
ADMIN, CLERK, PASSWORD = "quantri", "vanthu", "mat-khau-thu-nghiem"
MOST_EXPOSURE = 20  # tenths, of systemd-analyze security
SCAN = SCANS / "01-thong-bao-so-tai-chinh.pdf"
LANDLOCK_CREATE_RULESET, LANDLOCK_VERSION = 444, 1


def first_words(depends):
    """Package names of a Depends line; of alternatives the first."""
    return [re.match(r"[a-z0-9.+-]+", part.strip()).group() for part in depends.split(",")]


def account_commands(readme):
    """The commands of README.Debian's chapter on the first account."""
    chapter = readme.partition("The first account\n")[2].partition("From other machines\n")[0]
    return "\n".join(line.strip() for line in chapter.split("\n") if line.startswith("    "))


def field(deb, name):
    return subprocess.run(["dpkg-deb", "-f", deb, name], capture_output=True, text=True, check=True).stdout.strip()


def newer(deb, folder):
    """The same package with a higher version, as the next build would have it."""
    run(["dpkg-deb", "--raw-extract", deb, folder / "next"], stdout=subprocess.DEVNULL)
    control = folder / "next/DEBIAN/control"
    control.write_text(re.sub(r"^Version: .*$", lambda line: line.group() + "+next", control.read_text(), flags=re.M))
    run(["dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", folder / "next", folder / "next.deb"], stdout=subprocess.DEVNULL)
    return folder / "next.deb"


def kernel_has_landlock():
    return ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_VERSION) > 0


def answers(path, expected):
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(SERVER.base + path, timeout=5) as answer:
            return expected in answer.read().decode()
    except (urllib.error.URLError, OSError):
        return False


class PackageTest:
    """Steps in the order in which they stand here."""

    def __init__(self, root, deb):
        self.root, self.deb, self.inside = root, deb, root.inside

    def show(self, name):
        return self.inside("systemctl", "show", "-P", name, UNIT).stdout.strip()

    def chauban(self, *words, stdin=""):
        return self.inside("runuser", "-u", "chauban", "--", "chauban", *words, "--data", "/var/lib/chauban", stdin=stdin).stdout.strip()

    def serves(self):
        assert self.inside("systemctl", "is-active", UNIT, check=False).stdout.strip() == "active", self.inside("journalctl", "-u", UNIT, "-n", "30").stdout
        return answers("/ready", "") and answers("/", "<html")

    def step_installs_without_a_network_and_serves_the_sign_in_page(self):
        self.inside("dpkg", "-i", self.root.put(self.deb))
        assert self.inside("systemctl", "is-enabled", UNIT).stdout.strip() == "enabled"
        wait_for("the sign-in page answers", self.serves)

    def step_has_a_unit_that_systemd_finds_sound_and_tight(self):
        said = self.inside("systemd-analyze", "verify", "--man=no", "/lib/systemd/system/" + UNIT)
        assert not said.stdout + said.stderr, said
        judged = self.inside("systemd-analyze", "security", "--no-pager", f"--threshold={MOST_EXPOSURE}", UNIT)
        print(judged.stdout.strip().splitlines()[-1])

    def step_runs_as_its_own_user_without_privileges(self):
        main = self.show("MainPID")
        status = dict(line.split(":\t", 1) for line in self.inside("cat", f"/proc/{main}/status").stdout.splitlines() if ":\t" in line)
        uid = self.inside("id", "-u", "chauban").stdout.strip()
        assert set(status["Uid"].split()) == {uid} and uid != "0", (status["Uid"], uid)
        assert (status["NoNewPrivs"], int(status["CapBnd"], 16), status["Seccomp"]) == ("1", 0, "2"), status
        folder = self.inside("stat", "-c", "%a %U", "/var/lib/chauban").stdout.split()
        assert folder == ["700", "chauban"], folder
        # A container cannot give more than this machine lets this process have.
        files = min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        limits = self.inside("cat", f"/proc/{main}/limits").stdout
        assert re.search(rf"Max open files +{files} ", limits) and self.show("LimitNOFILE") == "65536", limits
        # Where the process lives even root could write the data and nothing else.
        for path, may in (("/var/lib/chauban", True), ("/usr", False), ("/etc/chauban", False), ("/var/lib", False), ("/var/log", False)):
            assert (self.inside("nsenter", "-t", main, "-m", "test", "-w", path, check=False).returncode == 0) == may, path

    def step_makes_the_first_account_as_the_readme_says(self):
        readme = self.inside("zcat -f /usr/share/doc/chauban/README.Debian*", shell=True).stdout
        self.inside(account_commands(readme), shell=True, stdin=PASSWORD + "\n")
        assert Person(SERVER, ADMIN, PASSWORD).me["userName"] == ADMIN

    def step_reads_a_scan_that_a_clerk_uploads(self):
        agency = self.chauban("unit", "list").split()[0]
        post = self.chauban("position", "add", "Văn thư", "--unit", agency, "--role", "clerk")
        self.chauban("user", "add", CLERK, "--name", "Trần Thị Hoa", "--position", post, stdin=PASSWORD + "\n")
        self.clerk = Person(SERVER, CLERK, PASSWORD)
        headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{SCAN.name}"'}
        stored = self.clerk.call("POST", "/v1/files", raw=SCAN.read_bytes(), headers=headers)
        assert stored.status == 201, stored.body
        self.text = f"/v1/files/{stored.json['id']}/pages/1/text"
        wait_for("the scan is read", self.is_read)

    def is_read(self):
        answer = self.clerk.get(self.text)
        return answer.status == 200 and "CỘNG HÒA" in answer.body.decode()

    def step_shuts_its_reading_workers_in(self):
        walls = self.inside("journalctl", "-u", UNIT, "-g", "ocr_sandbox", "-o", "cat").stdout
        assert "seccomp=on" in walls and ("landlock=on" in walls) == kernel_has_landlock(), walls

    def step_stops_cleanly_and_leaves_whole_data(self):
        self.inside("systemctl", "stop", UNIT)
        assert (self.show("Result"), self.show("ExecMainStatus")) == ("success", "0")
        self.chauban("fsck")
        self.inside("systemctl", "start", UNIT)
        wait_for("it serves again", self.serves)

    def step_upgrades_and_keeps_settings_and_data(self):
        self.inside("sed -i 's/^CHAUBAN_OPTIONS=.*/& --log json/' /etc/chauban/chauban.env", shell=True)
        before = self.show("MainPID")
        self.inside("dpkg", "-i", self.root.put(newer(self.deb, self.root.folder)))
        wait_for("it serves again", self.serves)
        assert self.show("MainPID") != before
        assert "--log json" in self.inside("cat", "/etc/chauban/chauban.env").stdout
        assert "+next" in self.inside("dpkg-query", "-W", "-f", "${Version}", "chauban").stdout
        self.clerk = Person(SERVER, CLERK, PASSWORD)
        assert self.is_read()

    def step_backs_up_while_it_serves(self):
        self.inside("install", "-d", "-o", "chauban", "/srv/backup", "/srv/keys")
        self.chauban("backup", "--to", "/srv/backup", "--keys", "/srv/keys")
        assert self.inside("ls", "/srv/backup/backups").stdout.strip()

    def step_keeps_the_data_when_removed_and_when_purged(self):
        self.inside("dpkg", "--remove", "chauban")
        assert self.inside("systemctl", "is-active", UNIT, check=False).stdout.strip() != "active"
        assert self.inside("cat", "/etc/chauban/chauban.env").stdout
        said = self.inside("dpkg", "--purge", "chauban")
        assert "/var/lib/chauban stay" in said.stderr, said
        left = self.inside("find", "/etc/chauban", "/usr/share/chauban", "/usr/bin/chauban", "/lib/systemd/system/" + UNIT, check=False).stdout
        assert not left, left
        self.inside("test", "-e", "/var/lib/chauban/HEAD")


def main():
    deb = pathlib.Path(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was made is removed
    steps = [name for name in vars(PackageTest) if name.startswith("step_")]
    passed = failed = 0
    with clean_root() as root:
        root.make(["systemd-sysv", *first_words(field(deb, "Depends"))])
        root.boot()
        test = PackageTest(root, deb)
        for name in steps:
            try:
                getattr(test, name)()
            except Exception as error:  # noqa: BLE001: whatever it is, it is this step's failure
                print(f"✗ {name}: {type(error).__name__}: {error}", flush=True)
                failed = 1
                break
            passed += 1
            print(f"✓ {name}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
