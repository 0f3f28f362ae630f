# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with its own certificate: cookies are Secure, other certificates are taken while people work, verbs on the machine go on."""
import os
import re
import ssl
import subprocess
import tempfile
import unittest
import urllib.request

import support
from support import Person, SystemTest, wait_for


def make_certificate(folder, name):
    files = folder / f"{name}.pem", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    subprocess.run([*command, "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


class SecurePerson(Person):
    """Signed in over TLS, trusting the server's own certificate only."""

    def __init__(self, server, user, certificate):
        self.trust = ssl.create_default_context(cafile=certificate)
        super().__init__(server, user)

    def opens(self, *handlers):
        return super().opens(*handlers, urllib.request.HTTPSHandler(context=self.trust))


class Tls(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = support.pathlib.Path(tempfile.mkdtemp(prefix="chauban-tls-"))
        cls.addClassCleanup(support.shutil.rmtree, cls.folder)
        cls.certificate, cls.key = make_certificate(cls.folder, "first")
        cls.server = support.Server(extra=["--tls-cert", str(cls.certificate), "--tls-key", str(cls.key)]).start()
        cls.addClassCleanup(cls.server.clean)
        cls.local = cls.server.base
        cls.server.base = wait_for("the address is announced", lambda: re.search(r"Chầu bàn: (https://\S+)", cls.server.log_text())).group(1)

    def certificate_served(self):
        host, port = self.server.base.removeprefix("https://").split(":")
        return ssl.get_server_certificate((host, int(port)))

    def test_1_a_person_signs_in_and_the_cookie_never_travels_in_the_clear(self):
        clerk = SecurePerson(self.server, "vanthu", self.certificate)
        self.expect(clerk.get("/v1/inbox"), 200)
        (cookie,) = list(clerk.cookies)
        self.assertEqual((cookie.name, cookie.secure), ("__Host-chauban", True))

    def test_2_verbs_on_this_machine_need_no_certificate(self):
        self.assertRegex(self.local, r"^http://127\.0\.0\.1:\d+$")
        done = subprocess.run([support.BINARY, "user", "list", "--data", self.server.data, "--json"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("vanthu", done.stdout)

    def test_3_a_renewed_certificate_is_served_without_a_restart(self):
        clerk = SecurePerson(self.server, "vanthu", self.certificate)
        first = self.certificate_served()
        certificate, key = make_certificate(self.folder, "second")
        os.replace(certificate, self.certificate)
        os.replace(key, self.key)

        second = wait_for("the new certificate is served", lambda: next((pem for pem in [self.certificate_served()] if pem != first), None))

        self.assertEqual(second.split(), self.certificate.read_text().split())
        clerk = SecurePerson(self.server, "vanthu", self.certificate)
        self.expect(clerk.get("/v1/inbox"), 200)
        self.assertIn("tls.reloaded", self.server.log_text())

    def test_4_half_a_pair_of_options_or_files_that_are_none_do_not_start(self):
        for extra, code in ((["--tls-cert", self.certificate], 2), (["--tls-cert", self.certificate, "--tls-key", __file__], 1)):
            done = subprocess.run([support.BINARY, "serve", "--data", self.folder / "none", "--listen", "127.0.0.1:0", *extra], capture_output=True, timeout=60)
            self.assertEqual(done.returncode, code, done.stderr)


if __name__ == "__main__":
    unittest.main()
