# SPDX-License-Identifier: GPL-3.0-or-later
"""A clean Debian 12 in a temporary folder, booted with its own systemd and without a network. Nothing of it stays behind."""
import contextlib
import ctypes
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
from support import wait_for  # noqa: E402

CLONE_NEWNET = 0x40000000


def run(command, **options):
    print("+", " ".join(map(str, command)), flush=True)
    return subprocess.run([str(word) for word in command], check=True, **options)


def debian_sources(index_targets):
    """Lines for sources.list from `apt-get indextargets`: this machine's sources of Debian itself, no others."""
    lines = set()
    for line in index_targets.splitlines():
        origin, repository, release, component, keys = line.split("|")
        if origin != "Debian":
            continue
        signed = f" [signed-by={keys}]" if keys.startswith("/") else ""
        lines.add(f"deb{signed} {repository} {release} {component}")
    return sorted(lines)


def machine_sources():
    form = "$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)"
    out = subprocess.run(["apt-get", "indextargets", "--format", form, "Created-By: Packages"], capture_output=True, text=True, check=True).stdout
    lines = debian_sources(out)
    assert lines, "apt knows no source of Debian on this machine: apt-get update"
    return lines


class CleanRoot:
    def __init__(self, folder):
        self.folder = folder
        self.root = folder / "root"
        self.container = None
        self.first = None  # its process 1, as seen from here

    def make(self, packages):
        sources = self.folder / "sources.list"
        sources.write_text("\n".join(machine_sources()) + "\n")
        started = time.monotonic()
        run(["mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--include=" + ",".join(packages), "bookworm", self.root, sources])
        print(f"clean root: {time.monotonic() - started:.0f} s", flush=True)

    def boot(self):
        """With a network of its own that has a loopback only: ports are all free, and nothing can be fetched."""
        self.log = open(self.folder / "boot.log", "wb")
        command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network", "--boot", "--console=pipe", "-D", self.root]
        # A machine lets its programs shut themselves in with Landlock; nspawn's own list of calls is older than that.
        command.append("--system-call-filter=landlock_create_ruleset landlock_add_rule landlock_restrict_self")
        self.container = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

        def booted():
            assert self.container.poll() is None, (self.folder / "boot.log").read_text()
            children = pathlib.Path(f"/proc/{self.container.pid}/task/{self.container.pid}/children").read_text().split()
            self.first = children[0] if children else None
            return self.first and self.inside("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded")

        wait_for("systemd has started", booted)
        self.join_network()

    def join_network(self):
        """From here on this process speaks to the container's loopback."""
        with open(f"/proc/{self.first}/ns/net", "rb") as network:
            if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def inside(self, *command, check=True, stdin="", shell=False):
        words = ["sh", "-euc", *command] if shell else list(command)
        done = subprocess.run(["nsenter", "-t", str(self.first), "-a", *map(str, words)], input=stdin, capture_output=True, text=True,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"})
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done

    def put(self, path):
        shutil.copy(path, self.root / "root")
        return "/root/" + pathlib.Path(path).name

    def remove(self):
        if self.container and self.container.poll() is None:
            self.container.terminate()  # nspawn asks its systemd to power off
            try:
                self.container.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.container.kill()
                self.container.wait()
        with open("/proc/self/mounts", encoding="utf-8") as mounts:
            below = [line.split()[1] for line in mounts if line.split()[1].startswith(str(self.folder) + "/")]
        for point in sorted(below, reverse=True):
            subprocess.run(["umount", "--lazy", point], check=False)
        # rmtree would follow nothing, but a mount that stayed would be emptied: then the folder stays instead.
        if not any(os.path.ismount(point) for point in below):
            shutil.rmtree(self.folder)
        else:
            print(f"still mounted, left alone: {below}", file=sys.stderr)


@contextlib.contextmanager
def clean_root():
    root = CleanRoot(pathlib.Path(tempfile.mkdtemp(prefix="chauban-package-")))
    try:
        yield root
    finally:
        root.remove()
