"""Periksa berkas pemeriksa ini: python3 periksa.py (tanpa jaringan, tanpa program lain)."""

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path

here = Path(__file__).resolve().parent
manifest = json.loads((here / "manifest.json").read_text(encoding="utf-8"))
# A sentence -> what must come to nothing: a difference, or whether something is wrong.
left, packages, served, tables = Counter(), Counter(), {}, {}
for name, digest in manifest["files"].items():
    content = (here / name).read_bytes() if (here / name).is_file() else b""
    left[f"{name}: hilang atau berubah"] = hashlib.sha256(content).hexdigest() != digest
    if name.endswith(".csv"):
        tables[name] = [*csv.DictReader(content.decode("utf-8-sig").split("\n"), delimiter=";")]
lot = "panen {panen}: saldo awal + panen + mutasi tidak sama dengan akhir"
for row in tables["saldo-panen.csv"]:
    left[lot.format(**row)] += int(row["awal"]) + int(row["dipanen"]) - int(row["akhir"])
for row in tables["mutasi-stok.csv"]:
    left[lot.format(**row)] += int(row["gram"])
for row in tables["paket.csv"]:
    packages[row["kegiatan"], row["jenis"]] += int(row["paket"])
    packages[row["kegiatan"], row["id"]] = int(row["paket"])
settled = {row["id"]: row["diterima"] for row in tables["kejadian.csv"]}
for row in tables["penyerahan.csv"]:
    odd = settled.get(row["id"], "") != (row["kejadian"] and row["dihitung"])
    left[f"penyerahan {row['id']}: tidak seperti diputuskan dalam kejadian.csv"] = odd
    packages[row["kegiatan"], row["kejadian"] > ""] += row["dihitung"] == "ya"
    served[row["kegiatan"], row["hak"]] = row["keluarga"]
for row in tables["kegiatan.csv"]:
    told, kinds = [*map(int, list(row.values())[2:])], ("packed", False, True, "returned", "lost")
    odd = told != [packages[row["kegiatan"], kind] for kind in kinds] or told[0] != sum(told[1:])
    left[f"kegiatan {row['kegiatan']}: paket tidak seimbang"] = odd
for row in tables["penimbangan.csv"]:
    run, whole = packages[row["kegiatan"], row["pengemasan"]], int(row["isi"])
    off = [abs(int(grams) * run - whole) * 100 for grams in row["gram"].split()]
    far = sum(one > whole * int(row["batas_persen"]) for one in off)
    fits = len(off) <= run and far == int(row["di_luar"])
    left[f"penimbangan {row['id']}: tidak cocok dengan pengemasannya"] = not fits
for row in tables["uji-petik.csv"]:
    came = served.get((row["kegiatan"], row["hak"]), "") == row["keluarga"]
    odd = row["terundi"] == "diserahkan" and not came
    left[f"uji petik {row['id']}: yang diundi tidak ada dalam penyerahan"] = odd
wrong = [sentence for sentence, rest in left.items() if rest]
print(*wrong or [f"Cocok: {len(manifest['files'])} berkas, neraca panen dan paket."], sep="\n")
raise SystemExit(bool(wrong))
