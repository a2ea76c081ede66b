"""Invented people of Blora: names as Javanese and Santri families give them, old spellings and
single names among them.
"""

import random


def _words(text: str) -> list[str]:
    return text.split()


MEN = _words("""
    Sutrisno Slamet Sukirno Suparno Suyanto Sumarno Sunarto Sugeng Sukadi Suwarno Sutarjo Sudarmin
    Sujarwo Suprapto Supriyadi Soetrisno Soeparman Soekarni Djoko Djumadi Tjipto Darsono Darmaji
    Karmin Karsidi Kasman Kasmuri Kasdi Lasmin Lasiyo Marjuki Marsudi Mulyono Ngatman Ngadiman
    Ngatno Paijan Paimin Parman Parjo Pardi Radiman Rasiman Rusdi Sadiman Sakiman Sarman Sarmidi
    Sardi Siswanto Tamsir Tarmuji Tasmin Wagiman Wakidi Warsito Wasis Widodo Wiyono Yatno Yatin
    Zaenuri Muhtarom Nurhadi Rohmat Agus Andi Anton Arif Bambang Budi Dedi Dwi Edi Eko Fajar Galih
    Hadi Hendra Heri Imam Indra Iwan Joko Kurniawan Lilik Muhamad Nur Purnomo Rudi Rohmad Sigit
    Teguh Tri Wahyu Wawan Yanto Yusuf
""")
MEN_AFTER = _words("""
    Prasetyo Santoso Wibowo Nugroho Setiawan Utomo Hidayat Susanto Kuncoro Saputro Prayitno Riyanto
    Susilo Wijaya Handoko Purwanto Cahyono Firmansyah Maulana Arifin Anwar Rahman Hakim Fauzi
    Mustofa Widodo Haryanto Sulistyo Mulyadi Suryanto Sanjaya Pamungkas
""")
WOMEN = _words("""
    Sri Siti Sumi Sumiyati Sumini Suminah Sukarti Sukini Sulastri Sulasih Supinah Suparmi Supiyah
    Suratmi Suryati Sutini Sutiyem Kasmini Kasmi Karti Karsini Lasmi Lasinem Lastri Marni Marsih
    Mintarsih Mujiati Mukinem Ngatmi Ngatini Ngatiyem Paini Painem Parmi Parti Partini Ramini Rasmi
    Rukmini Rumiyati Sakinah Samini Sarmi Sarwi Tarmi Tasmi Tukini Tuminah Wagiyem Wakini Warsini
    Warti Yatmi Yatini Yuliati Zumrotun Aminah Munawaroh Umi Khotimah Rohmah Istiqomah Kholifah
    Musyarofah Masruroh Nurul Endang Eni Erna Dewi Dian Fitri Ika Indah Lestari Lilis Maya Nanik
    Novi Nunung Ratna Retno Rini Rina Titik Tri Tutik Wahyuni Wiwik Yuni
""")
WOMEN_AFTER = _words("""
    Wahyuni Lestari Handayani Astuti Rahayu Wulandari Puspitasari Kusumawati Susanti Setyowati
    Purwanti Widyastuti Utami Hidayati Rohmawati Maryati Yulianti Anggraini Safitri Fatimah Aminah
    Khotimah Zulaikah Nurjanah Marfuah Sundari Winarsih Sulistyowati
""")
FATHERS = _words("""
    Kasman Karmin Paimin Sakimin Tukimin Ngadimin Sarmin Wagimin Lasmin Radimin Tarmin Kasmuri
    Dasuki Abdullah Sukimin
""")
CHILDREN_BOYS = _words("""
    Aditya Alfian Bagas Bayu Dimas Fahri Farel Galang Ilham Irfan Kevin Raka Rizki Reza Satria Tegar
    Yoga Zidan
""")
CHILDREN_GIRLS = _words("""
    Alya Aisyah Anisa Aulia Bunga Citra Dinda Febi Intan Kayla Keysa Nabila Nadia Putri Salsa Tiara
    Vina Zahra
""")
HAMLETS = _words("""
    Krajan Kedungrejo Ngasem Sambeng Pelem Temuireng Jatisari Ngrapah Kaliwader Sukorame Ngembak
    Balong Dologan
    Tegalrejo
""")
# Who lives in the east has other names.
EASTERN_MEN = _words("""
    Yohanis Marthen Yulianus Frengky Melkias Obed Piter Yakob Elias Otniel Nataniel Amos Simson
    Hengki Markus Soleman
""")
EASTERN_WOMEN = _words("""
    Yosina Martha Yuliana Naomi Ester Dorkas Selfina Agustina Rahel Lidia Fransina Orpa Debora Mince
    Bertha Salomina
""")
CLANS = _words("""
    Felle Ohee Kalem Yoku Puhili Ondi Wally Deda Monim Pallo Tokoro Sokoy Ibo Daimoi Suebu Nere
""")


class Names:
    """Names for one office, drawn from the given dice."""

    def adult(self, dice: random.Random, *, woman: bool) -> str:
        return self.woman(dice) if woman else self.man(dice)

    def child(self, dice: random.Random, *, girl: bool) -> str:
        return self.girl(dice) if girl else self.boy(dice)

    def man(self, dice: random.Random) -> str:
        first = dice.choice(MEN)
        share = dice.random()
        if share < 0.42:
            return first
        if share < 0.57:
            return f"{first} bin {dice.choice(FATHERS)}"
        after = dice.choice(MEN_AFTER)
        return f"{first} {after}" if after != first else first

    def woman(self, dice: random.Random) -> str:
        first = dice.choice(WOMEN)
        share = dice.random()
        if share < 0.38 and first not in ("Sri", "Siti", "Umi", "Tri", "Nurul"):
            return first
        if share < 0.44:
            return f"{first} binti {dice.choice(FATHERS)}"
        after = dice.choice([name for name in WOMEN_AFTER if name != first])
        return f"{first} {after}"

    def boy(self, dice: random.Random) -> str:
        return f"{dice.choice(CHILDREN_BOYS)} {dice.choice(MEN_AFTER)}"

    def girl(self, dice: random.Random) -> str:
        return f"{dice.choice(CHILDREN_GIRLS)} {dice.choice(WOMEN_AFTER)}"


class Eastern(Names):
    """The same for the office in the east: a given name and a clan."""

    def man(self, dice: random.Random) -> str:
        return f"{dice.choice(EASTERN_MEN)} {dice.choice(CLANS)}"

    def woman(self, dice: random.Random) -> str:
        return f"{dice.choice(EASTERN_WOMEN)} {dice.choice(CLANS)}"

    boy, girl = man, woman
