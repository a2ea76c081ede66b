"""Periksa berkas pemeriksa ini: python3 periksa.py (tanpa jaringan, tanpa program lain)."""

import csv
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

here = Path(__file__).resolve().parent


def rows(name: str) -> Iterator[dict[str, str]]:
    with open(here / name, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


wrong, manifest = [], json.loads((here / "manifest.json").read_text(encoding="utf-8"))
for name, digest in manifest["files"].items():
    file = here / name
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
        wrong.append(f"{name}: hilang atau berubah")
moved = Counter()
for row in rows("mutasi-stok.csv"):
    moved[row["panen"]] += int(row["gram"])
for row in rows("saldo-panen.csv"):
    if int(row["awal"]) + int(row["dipanen"]) + moved[row["panen"]] != int(row["akhir"]):
        wrong.append(f"panen {row['panen']}: saldo awal + panen + mutasi tidak sama dengan akhir")
packages, runs, given = Counter(), {}, set()
for row in rows("paket.csv"):
    packages[row["kegiatan"], row["jenis"]] += int(row["paket"])
    runs[row["kegiatan"], row["id"]] = int(row["paket"]) if row["jenis"] == "packed" else 0
for row in rows("penyerahan.csv"):
    packages[row["kegiatan"], "out"] += row["dihitung"] == "ya"
    given.add((row["kegiatan"], row["hak"], row["keluarga"]))
for row in rows("kegiatan.csv"):
    own = [packages[row["kegiatan"], kind] for kind in ("packed", "out", "returned", "lost")]
    left = own[0] - sum(own[1:])
    if own != [int(row[name]) for name in ("dikemas", "keluar", "dikembalikan", "rusak")] or left:
        wrong.append(f"kegiatan {row['kegiatan']}: paket tidak seimbang (sisa {left})")
for row in rows("penimbangan.csv"):
    run, whole = runs.get((row["kegiatan"], row["pengemasan"]), 0), int(row["isi"])
    grams, edge = [int(one) for one in row["gram"].split()], whole * int(row["batas_persen"])
    far = sum(abs(one * run - whole) * 100 > edge for one in grams) if whole else 0
    if len(grams) > run or far != int(row["di_luar"]):
        wrong.append(f"penimbangan {row['id']}: tidak cocok dengan pengemasannya")
for row in rows("uji-petik.csv"):
    drawn = (row["kegiatan"], row["hak"], row["keluarga"])
    if row["hak"] and row["terundi"] == "diserahkan" and drawn not in given:
        wrong.append(f"uji petik {row['id']}: yang diundi tidak ada dalam penyerahan")
print(*wrong or [f"Cocok: {len(manifest['files'])} berkas, neraca panen dan paket."], sep="\n")
sys.exit(bool(wrong))
