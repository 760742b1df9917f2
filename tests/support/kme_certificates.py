# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of KMEs and SAEs, made by the openssl program in a test's folder.

make(folder) writes, each as NAME.pem (certificate) and NAME.key (private key):
    ca            the authority of everything below; stranger-ca: another one, not trusted
    kme-a, kme-b  servers: CN = the KME ID; subjectAltName localhost and 127.0.0.1
    kme-a-bare    CN kme-a, no subjectAltName (kme-b-bare likewise)
    kme-a-old     not valid any more
    kme-a-stranger  signed by stranger-ca
    sae-a, sae-b  clients: CN = the SAE ID; sae-x: signed by ca, registered nowhere; sae-stranger: signed by stranger-ca
"""
import pathlib
import subprocess

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
HOSTS = "subjectAltName=DNS:localhost,IP:127.0.0.1\n"


def _openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def authority(folder, name):
    folder = pathlib.Path(folder)
    _openssl("req", "-x509", *CURVE, "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", "-days", 30, "-subj", f"/CN={name}")


def signed(folder, name, common_name, ca="ca", extensions="", days=30):
    """A certificate `name` with subject CN `common_name`, signed by the authority `ca` of the folder."""
    folder = pathlib.Path(folder)
    request, extra = folder / f"{name}.csr", folder / f"{name}.ext"
    extra.write_text("basicConstraints=CA:FALSE\n" + extensions)
    _openssl("req", "-new", *CURVE, "-keyout", folder / f"{name}.key", "-out", request, "-subj", f"/CN={common_name}")
    by = ("-CA", folder / f"{ca}.pem", "-CAkey", folder / f"{ca}.key", "-CAcreateserial")
    _openssl("x509", "-req", "-in", request, *by, "-days", days, "-extfile", extra, "-out", folder / f"{name}.pem")


def signed_until(folder, name, common_name, end):
    """As `signed`, by `ca`; the certificate is over at the datetime `end`."""
    folder = pathlib.Path(folder)
    rules, request = folder / f"{name}.cnf", folder / f"{name}.csr"
    rules.write_text(f"[ca]\ndefault_ca=it\n[it]\ndatabase={folder}/{name}.index\nnew_certs_dir={folder}\nrand_serial=yes\n"
                     "default_md=sha256\npolicy=names\n[names]\ncommonName=supplied\n")
    (folder / f"{name}.index").write_text("")
    _openssl("req", "-new", *CURVE, "-keyout", folder / f"{name}.key", "-out", request, "-subj", f"/CN={common_name}")
    times = ("-startdate", "20200101000000Z", "-enddate", f"{end:%Y%m%d%H%M%SZ}")
    by = ("-config", rules, "-cert", folder / "ca.pem", "-keyfile", folder / "ca.key", *times)
    _openssl("ca", "-batch", "-notext", *by, "-in", request, "-out", folder / f"{name}.pem")


def make(folder):
    authority(folder, "ca")
    authority(folder, "stranger-ca")
    for kme in ("kme-a", "kme-b"):
        signed(folder, kme, kme, extensions=HOSTS)
        signed(folder, f"{kme}-bare", kme)
    signed(folder, "kme-a-old", "kme-a", extensions=HOSTS, days=-1)
    signed(folder, "kme-a-stranger", "kme-a", ca="stranger-ca", extensions=HOSTS)
    for sae in ("sae-a", "sae-b", "sae-x"):
        signed(folder, sae, sae)
    signed(folder, "sae-stranger", "sae-stranger", ca="stranger-ca")
