# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the vectors beside this script. Everything is made from fixed bytes: a second run changes nothing."""
import hashlib
import pathlib

import satpad_format as f
import vector_file

HERE = pathlib.Path(__file__).resolve().parent
PAD_A = bytes.fromhex("a0" * 16)
PAD_B = bytes.fromhex("b0" * 16)
ID = bytes(range(0x10, 0x20))
ASKED = bytes(range(0xE0, 0xF0))
SENDER = bytes.fromhex("5e" * 16)
RECEIVER = bytes.fromhex("4e" * 16)
CHAIN = bytes(range(0xC0, 0xE0))
KEY_A = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
KEY_B = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")


def pages_of(count, seed="pages"):
    """Key pages that look like key; pad pages of long messages repeat, so that their vectors stay small."""
    out = b""
    for i in range(count):
        label = i if count < 100 or i < 2 or (i - 2) % 2049 == 0 else "pad"
        out += hashlib.sha256(f"{seed} {label}".encode()).digest()
    return out


def header_of(length, **changes):
    fields = {"message_id": ID, "sender": SENDER, "receiver": RECEIVER, "content_length": length,
              "ranges": [(PAD_A, 100, f.page_count(length))], "floors": [(PAD_A, 90)], "chain_head": CHAIN}
    fields.update(changes)
    return f.write_header(**fields)


CONTENT = f.write_content_header(1, 0, 12, 0, 0, b"note.txt") + b"Hello, moon\n"
PAGES = pages_of(f.page_count(len(CONTENT)))
# The same file as the payload of codec 3 and of codec 4, made by zstd 1.5.4 and liblzma 5.4.1.
PLAIN = b"one page, once. " * 8
ZSTD = bytes.fromhex("0068bd0000806f6e6520706167652c206f6e63652e200100daa47309")
XZ = bytes.fromhex("e0007f00175d00379b88ce76be7239e5864ebe67c6583c78c8ad741b400000")
WRITTEN = set()


def vector(title, expect, rule, **fields):
    """`rule` is the number in the text that refuses it, or what the vector shows when it is fine."""
    path = HERE / f"{title}.txt"
    vector_file.write(path, {"expect": expect, "rule": rule, **fields})
    WRITTEN.add(path)


def message(title, expect, rule, data, pages=PAGES, **fields):
    vector(title, expect, rule, kind="message", pages=pages, file=data, **fields)


def good(title, what, content, header=None, pages=None):
    pages = pages or pages_of(f.page_count(len(content)))
    header = header or header_of(len(content))
    fields, payload = f.read_content_header(content)
    answers = {"answers": fields["answers"]} if fields["answers"] else {}
    message(title, "ok", what, f.write_message(header, content, pages), pages, mode=fields["mode"],
            codec=fields["codec"], size=fields["size"], width=fields["width"], height=fields["height"],
            name=fields["name"].decode(), payload=payload, **answers)


def good_remark(title, what, content):
    pages = pages_of(f.page_count(len(content)))
    fields = f.read_remark(content)
    message(title, "ok", what, f.write_message(header_of(len(content)), content, pages), pages, remark=fields["kind"],
            id=fields["id"], number=fields["number"], region=" ".join(map(str, fields["region"] or ())),
            reason=fields["reason"])


def remarks():
    good_remark("message_request_exact", "the file itself is asked for", f.write_request(ASKED))
    good_remark("message_request_fitted", "the picture fitted to a budget", f.write_request(ASKED, 16000))
    good_remark("message_request_region", "a part of it, from its corner", f.write_request(ASKED, 8000, (0, 0, 640, 480)))
    most = (1 << 32) - 1
    good_remark("message_request_limits", "all numbers at their limits",
                f.write_request(ASKED, 1 << 40, (most - 1, most - 1, 1, 1)))
    good_remark("message_refusal", "a reason alone", f.write_refusal(ASKED, 1))
    good_remark("message_refusal_most", "a reason and what could be had", f.write_refusal(ASKED, 8, 1 << 40))
    good("message_answer", "a picture that was asked for",
         f.write_content_header(1, 0, 12, 0, 0, b"note.txt", answers=ASKED[:4]) + b"Hello, moon\n")


def good_messages():
    good("message_small", "the worked example of the text", CONTENT)
    good("message_empty_payload", "a payload may be empty", f.write_content_header(1, 0, 0, 0, 0, b"empty"))
    good("message_one_page_name", "a name of 255 bytes", f.write_content_header(3, 1, 0, 1, 1, b"x" * 255) + b"t")
    good("message_fitted", "all numbers present, at their limits",
         f.write_content_header(2, 5, 1 << 40, (1 << 32) - 1, (1 << 32) - 1, "照片.avif".encode()) + b"payload")
    for name, length in (("full_chunk", 65536), ("two_chunks", 65537), ("three_chunks", 3 * 65536)):
        payload = bytes(length - 6)
        good(f"message_{name}", f"a content of {length} bytes", f.write_content_header(1, 0, len(payload), 0, 0, b"a") + payload)
    good("message_zstd", "a packed file of 128 bytes", f.write_content_header(1, 3, len(PLAIN), 0, 0, b"a.txt") + ZSTD)
    good("message_xz", "a packed file of 128 bytes", f.write_content_header(1, 4, len(PLAIN), 0, 0, b"a.txt") + XZ)
    count = f.page_count(len(CONTENT))
    ranges = [(PAD_A, 100, 1), (PAD_A, 101, 1), (PAD_B, 0, count - 2)]
    good("message_three_ranges", "touching ranges and two pads", CONTENT,
         header_of(len(CONTENT), ranges=ranges, floors=[(PAD_A, 100), (PAD_B, 0)]))
    payload = bytes(f.PAGE * 61 - 5)
    content = f.write_content_header(1, 0, len(payload), 0, 0, b"r") + payload
    good("message_64_ranges", "as many ranges as there may be", content,
         header_of(len(content), ranges=[(PAD_A, 2 * i, 1) for i in range(64)], floors=[(PAD_A, 0)]))


def header_rejections():
    body = f.write_message(header_of(len(CONTENT)), CONTENT, PAGES)

    def patched(offset, value):
        return body[:offset] + value + body[offset + len(value):]

    def changed(name, rule, **changes):
        header = header_of(changes.pop("content_length", len(CONTENT)), **changes)
        message(f"header_{name}", "header", rule, header + f.record_tag(header, PAGES) + body[164 + 16:])

    message("header_magic", "header", 1, patched(7, b"\r"))
    message("header_empty_file", "header", 1, b"")
    message("header_version_0", "header", 2, patched(8, b"\x00"))
    message("header_version_2", "header", 2, patched(8, b"\x02"))
    message("header_version_257", "header", 2, patched(9, b"\x01"))
    message("header_kind_0", "header", 3, patched(10, b"\x00"))
    message("header_kind_courier", "header", 3, patched(10, b"\x02"))
    message("header_reserved", "header", 4, patched(11, b"\x01"))
    message("header_length_163", "header", 5, patched(12, f.le(163, 4)))
    message("header_length_165", "header", 5, patched(12, f.le(165, 4)))
    message("header_length_8193", "header", 5, patched(12, f.le(8193, 4)))
    message("header_length_huge", "header", 5, patched(12, b"\xff\xff\xff\xff"))
    message("header_cut_in_prefix", "header", 5, body[:15])
    message("header_cut", "header", 5, body[:163])
    changed("id_zero", 6, message_id=bytes(16))
    changed("sender_zero", 7, sender=bytes(16))
    changed("receiver_zero", 7, receiver=bytes(16))
    changed("to_itself", 7, receiver=SENDER)
    message("header_content_0", "header", 8, patched(64, f.le(0, 8)))
    message("header_content_over_limit", "header", 8, patched(64, f.le((1 << 40) + 1, 8)))
    count = f.page_count(len(CONTENT))
    changed("no_floor", 5, floors=[])
    message("header_no_range", "header", 9, patched(104, f.le(0, 2)))
    message("header_no_floor_counted", "header", 9, patched(106, f.le(0, 2)))
    message("header_more_floors_than_ranges", "header", 9, header_of(len(CONTENT), floors=[(PAD_A, 0), (PAD_B, 0)]))
    content = f.PAGE * 62
    message("header_65_ranges", "header", 9,
            header_of(content, ranges=[(PAD_A, 2 * i, 1) for i in range(65)], floors=[(PAD_A, 0)]))
    changed("pad_zero", 10, ranges=[(bytes(16), 0, count)], floors=[(bytes(16), 0)])
    changed("range_of_no_page", 10, ranges=[(PAD_A, 100, count), (PAD_B, 0, 0)], floors=[(PAD_A, 0), (PAD_B, 0)])
    changed("range_past_limit", 11, ranges=[(PAD_A, (1 << 48) - count + 1, count)])
    changed("range_sum_wraps", 11, ranges=[(PAD_A, (1 << 64) - 1, count)], floors=[(PAD_A, 0)])
    changed("counts_wrap_to_right_total", 11, ranges=[(PAD_A, 0, (1 << 64) - 1), (PAD_B, 0, count + 1)],
            floors=[(PAD_A, 0), (PAD_B, 0)])
    changed("pads_not_sorted", 12, ranges=[(PAD_B, 0, 1), (PAD_A, 0, count - 1)], floors=[(PAD_B, 0), (PAD_A, 0)])
    changed("ranges_not_sorted", 12, ranges=[(PAD_A, 200, 1), (PAD_A, 100, count - 1)])
    changed("ranges_overlap", 12, ranges=[(PAD_A, 100, 2), (PAD_A, 101, count - 2)])
    changed("range_twice", 12, ranges=[(PAD_A, 100, 1), (PAD_A, 100, 1), (PAD_B, 0, count - 2)],
            floors=[(PAD_A, 0), (PAD_B, 0)])
    changed("one_page_less", 13, ranges=[(PAD_A, 100, count - 1)])
    changed("one_page_more", 13, ranges=[(PAD_A, 100, count + 1)])
    changed("floor_of_other_pad", 14, floors=[(PAD_B, 0)])
    changed("floor_missing", 14, ranges=[(PAD_A, 100, 1), (PAD_B, 0, count - 1)], floors=[(PAD_A, 0)])
    changed("floor_twice", 14, ranges=[(PAD_A, 100, 1), (PAD_A, 200, count - 1)], floors=[(PAD_A, 0), (PAD_A, 0)])
    changed("floors_not_in_order", 14, ranges=[(PAD_A, 100, 1), (PAD_B, 0, count - 1)], floors=[(PAD_B, 0), (PAD_A, 0)])
    changed("floor_above_first_page", 15, floors=[(PAD_A, 101)])


def record_rejections():
    header = header_of(len(CONTENT))
    body = f.write_message(header, CONTENT, PAGES)
    message("record_tag_flipped", "record", 16, body[:164] + bytes([body[164] ^ 1]) + body[165:])
    message("record_chain_head_changed", "record", 16, body[:72] + b"\xff" + body[73:])
    message("record_wrong_page", "record", 16, body, bytes([PAGES[0] ^ 1]) + PAGES[1:])
    message("record_pages_of_another_message", "record", 16, body, pages_of(len(PAGES) // 32, "other"))
    message("record_cut_after_header", "record", 16, body[:170])


def chunk_rejections():
    header = header_of(len(CONTENT))
    body = f.write_message(header, CONTENT, PAGES)
    for name, at in (("first_byte", 180), ("last_byte", len(body) - 17), ("tag", len(body) - 1)):
        message(f"chunk_{name}_flipped", "chunk", 17, body[:at] + bytes([body[at] ^ 0x80]) + body[at + 1:])
    wrong_page = PAGES[:64] + bytes([PAGES[64] ^ 1]) + PAGES[65:]
    message("chunk_wrong_tag_page", "chunk", 17, body, wrong_page)
    message("chunk_cut", "chunk", 18, body[:-1])
    message("chunk_missing", "chunk", 18, body[:180])
    message("chunk_byte_behind", "chunk", 18, body + b"\x00")
    ciphertext = body[180:-16]
    for name, tag in (
            ("wrong_last_flag", f.chunk_tag(f.page(PAGES, 2), ID, 0, 0, ciphertext)),
            ("wrong_number", f.chunk_tag(f.page(PAGES, 2), ID, 1, 1, ciphertext)),
            ("wrong_message_id", f.chunk_tag(f.page(PAGES, 2), bytes([ID[0] ^ 1]) + ID[1:], 0, 1, ciphertext)),
            ("tag_by_pad_page", f.chunk_tag(f.page(PAGES, 3), ID, 0, 1, ciphertext)),
            ("tag_by_record_page", f.chunk_tag(f.page(PAGES, 0), ID, 0, 1, ciphertext)),
            ("tag_without_length", f.poly1305(f.page(PAGES, 2),
                                              ID + f.le(0, 8) + b"\x01" + bytes(7) + ciphertext + f.pad16(ciphertext)))):
        message(f"chunk_{name}", "chunk", 17, body[:-16] + tag)


def long_chunk_rejections():
    content = f.write_content_header(1, 0, 3 * 65536 - 6, 0, 0, b"a")
    content += bytes(3 * 65536 - len(content))
    pages = pages_of(f.page_count(len(content)))
    header = header_of(len(content))
    start = header + f.record_tag(header, pages)
    chunks = f.seal_chunks(ID, content, pages)
    other = f.seal_chunks(bytes(reversed(ID)), content, pages)
    message("chunk_order_swapped", "chunk", 17, start + chunks[1] + chunks[0] + chunks[2], pages)
    message("chunk_twice", "chunk", 17, start + chunks[0] + chunks[0] + chunks[2], pages)
    message("chunk_of_another_message", "chunk", 17, start + chunks[0] + other[1] + chunks[2], pages)
    message("chunk_last_left_out", "chunk", 18, start + chunks[0] + chunks[1], pages)
    # Cut at a chunk boundary, with a header that says so and everything but the last flag right.
    shorter = header_of(2 * 65536)
    short_pages = pages[:f.page_count(2 * 65536) * 32]
    message("chunk_cut_at_boundary", "chunk", 17,
            shorter + f.record_tag(shorter, short_pages) + chunks[0] + chunks[1], short_pages)


def content_rejections():
    def bad(name, rule, content):
        pages = pages_of(f.page_count(len(content)))
        message(f"content_{name}", "content", rule, f.write_message(header_of(len(content)), content, pages), pages)

    for name, first in (("kind_3", 0x0C), ("kind_15", 0x3C), ("refusal_bit_7", 0x84), ("answer_bit_6", 0x48),
                        ("answer_bit_7", 0x88)):
        bad(f"mode_0_{name}", 19, bytes([first]) + ASKED + b"\x01")
    bad("answer_twice", 19, b"\x08" + ASKED[:4] + b"\x08" + ASKED[:4] + b"\x01\x01a")
    bad("answer_is_request", 19, b"\x08" + ASKED[:4] + f.write_request(ASKED))
    bad("codec_9", 20, b"\x25\x01a")
    bad("codec_15", 20, b"\x3d\x01a")
    bad("size_needless_byte", 21, b"\x41\x81\x00\x01a")
    bad("size_coded_zero", 21, b"\x41\x00\x01a")
    bad("size_without_end", 21, b"\x41" + b"\xff" * 12)
    bad("width_zero", 21, b"\x82\x00\x01\x01a")
    bad("height_zero", 21, b"\x82\x01\x00\x01a")
    bad("size_over_limit", 22, b"\x41" + f.varint((1 << 40) + 1) + b"\x01a")
    bad("width_over_limit", 22, b"\x82" + f.varint(1 << 32) + b"\x01\x01a")
    for name, raw in (("empty", b""), ("dot", b"."), ("dot_dot", b".."), ("hidden", b".ssh"), ("slash", b"a/b"),
                      ("nul", b"a\0b"), ("line_feed", b"a\nb"), ("not_utf8", b"\xff"), ("overlong", b"\xc0\xaf"),
                      ("surrogate", b"\xed\xa0\x80"), ("turned", "a\u202egpj.exe".encode())):
        bad(f"name_{name}", 23, b"\x01" + bytes([len(raw)]) + raw)
    bad("request_budget_zero", 21, b"\x40" + ASKED + b"\x00")
    bad("request_region_x_zero", 21, b"\xc0" + ASKED + b"\x01\x00\x01\x01\x01")
    bad("request_region_empty", 21, b"\xc0" + ASKED + b"\x01\x01\x01\x01\x00")
    most = f.varint((1 << 32) - 1)
    bad("request_budget_over_limit", 22, b"\x40" + ASKED + f.varint((1 << 40) + 1))
    bad("request_region_ends_over_limit", 22, b"\xc0" + ASKED + b"\x01\x01" + b"\x02" + b"\x01" + most)
    bad("request_region_wraps", 22, b"\xc0" + ASKED + b"\x01" + most + b"\x01" + most + b"\x01")
    bad("request_cut_in_id", 24, b"\x00" + ASKED[:15])
    bad("request_cut_in_region", 24, b"\xc0" + ASKED + b"\x01\x01\x01\x01")
    bad("refusal_without_reason", 24, b"\x04" + ASKED)
    bad("answer_cut_in_mark", 24, b"\x08" + ASKED[:3])
    bad("answer_of_nothing", 24, b"\x08" + ASKED[:4])
    bad("request_id_zero", 25, bytes(17))
    bad("refusal_id_zero", 25, b"\x04" + bytes(16) + b"\x01")
    bad("request_region_without_budget", 25, b"\x80" + ASKED + b"\x01\x01\x01\x01")
    bad("refusal_reason_0", 26, f.write_refusal(ASKED, 0))
    bad("refusal_reason_9", 26, f.write_refusal(ASKED, 9))
    bad("request_byte_behind", 27, f.write_request(ASKED) + b"\x00")
    bad("refusal_byte_behind", 27, f.write_refusal(ASKED, 1) + b"\x00")
    bad("ends_in_size", 24, b"\x41\x81")
    bad("ends_before_name", 24, b"\x01")
    bad("ends_in_name", 24, b"\x01\x05abcd")


def payload_rejections():
    def bad(name, rule, mode, codec, size, payload):
        content = f.write_content_header(mode, codec, size, 0, 0, b"a") + payload
        pages = pages_of(f.page_count(len(content)))
        message(f"payload_{name}", "payload", rule, f.write_message(header_of(len(content)), content, pages), pages)

    bad("exact_jxl", 28, 1, 1, 100, bytes(10))
    bad("exact_avif_boxless", 28, 1, 6, 100, bytes(10))
    bad("fitted_from_jpeg", 28, 2, 2, 100, bytes(10))
    bad("thumbnail_xz", 28, 3, 4, len(PLAIN), XZ)
    bad("raw_shorter", 29, 1, 0, 100, bytes(99))
    bad("raw_longer", 29, 1, 0, 100, bytes(101))
    bad("raw_without_size", 29, 1, 0, 0, bytes(1))
    bad("zstd_without_size", 30, 1, 3, 0, ZSTD)
    bad("xz_over_limit", 30, 1, 4, (1 << 26) + 1, XZ)
    bad("xz_not_shorter", 30, 1, 4, len(XZ), XZ)
    bad("xz_empty", 30, 1, 4, 100, b"")
    bad("xz_one_byte_more", 31, 1, 4, len(PLAIN) + 1, XZ)
    bad("xz_one_byte_less", 31, 1, 4, len(PLAIN) - 1, XZ)
    bad("xz_cut", 31, 1, 4, len(PLAIN), XZ[:-1])
    bad("xz_byte_behind", 31, 1, 4, len(PLAIN), XZ + b"\0")
    bad("fitted_avif_other_start", 33, 2, 6, 0, b"\x12\x00" + bytes(20))
    bad("fitted_avif_alpha_past_end", 33, 2, 6, 0, b"\x01\x40\x0a\x09" + bytes(20))
    bad("fitted_metadata_past_end", 34, 2, 7, 0, b"\x40" + b"II*\0\x08\0\0\0" + bytes(20))
    bad("fitted_metadata_big_endian", 34, 2, 8, 0, b"\x0e" + b"MM\0*\0\0\0\x08" + bytes(20))
    bad("xz_flipped", 31, 1, 4, len(PLAIN), bytes([XZ[0] ^ 0x10]) + XZ[1:])


def cards():
    site = bytes.fromhex("51" * 16)
    card = f.write_card(False, site, KEY_A, "北京".encode(), b"beijing.example:7740")

    def bad(name, rule, text):
        vector(f"card_{name}", "card", rule, kind="card", text=text.encode())

    def fine(name, what, text):
        fields = f.read_card(text)
        vector(f"card_{name}", "ok", what, kind="card", text=text.encode(), simulated=int(fields["simulated"]),
               site=fields["site"], key=fields["key"], name=fields["name"].decode(), address=fields["address"].decode())

    fine("plain", "the worked example of the text", card)
    fine("simulated_without_address", "no address", f.write_card(True, site, KEY_B, b"n" * 64, b""))
    fine("pasted", "line breaks and spaces anywhere", " " + "\r\n\t ".join(card[i:i + 20] for i in range(0, len(card), 20)))
    fine("ipv6", "a host in brackets", f.write_card(False, site, KEY_B, b"n", b"[2001:db8::7]:7740"))
    bad("too_long", 1, card + " " * 4096)
    bad("other_start", 2, card.replace("CARD-1", "CARD-2"))
    bad("lower_case", 3, card[:20] + card[20:].lower())
    bad("letter_too_many", 3, card.strip() + "A")
    bad("unused_bits", 3, unused_bits(site))
    bad("mistyped", 4, card[:30] + ("A" if card[30] != "A" else "B") + card[31:])
    bad("unknown_flag", 5, f.write_card(False, site, KEY_A, b"n", b"", flags=2))
    bad("site_zero", 6, f.write_card(False, bytes(16), KEY_A, b"n", b""))
    bad("key_zero", 6, f.write_card(False, site, bytes(32), b"n", b""))
    bad("name_unsafe", 7, f.write_card(False, site, KEY_A, b"../n", b""))
    bad("name_65_bytes", 7, f.write_card(False, site, KEY_A, b"n" * 65, b""))
    bad("name_empty", 7, f.write_card(False, site, KEY_A, b"", b""))
    for name, address in (("no_port", b"host"), ("port_0", b"host:0"), ("port_65536", b"host:65536"),
                          ("ipv6_bare", b"2001:db8::7:7740"), ("space", b"a b:1"), ("control", b"\x1b[2J:1")):
        bad(f"address_{name}", 8, f.write_card(False, site, KEY_A, b"n", address))
    payload = bytes([0]) + site + KEY_A + b"\x01n\x00\x00"
    bad("byte_left_over", 9, raw_card(payload))
    bad("cut", 9, raw_card(payload[:40]))
    vector("pairing_words", "ok", "eight words of both keys", kind="pairing", a=KEY_A, b=KEY_B,
           words=" ".join(f.pairing_words(KEY_A, KEY_B)))


def raw_card(payload):
    check = f.blake2b(f.CARD.encode() + payload)[:8]
    return f.CARD + f.base64.b32encode(payload + check).decode().rstrip("=") + "\n"


def unused_bits(site):
    """A right card whose last letter has its lowest bit set, which no byte holds."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for length in range(1, 9):
        text = f.write_card(False, site, KEY_A, b"n" * length, b"").strip()
        if (len(text) - len(f.CARD)) * 5 % 8:
            return text[:-1] + alphabet[alphabet.index(text[-1]) + 1]
    raise AssertionError("no length leaves unused bits")


def courier_key(count, direction):
    pages = pages_of(count, f"courier {direction}")
    return pages[:-32] + f.clear_ignored(pages[-32:])


def couriers():
    batch = bytes.fromhex("ba" * 16)
    pads = [(PAD_A, 1, 5), (PAD_B, 2, 3)]
    keys = [(pad, courier_key(count, direction)) for pad, direction, count in pads]
    base = {"batch": batch, "exporter": SENDER, "importer": RECEIVER, "exporter_key": KEY_A, "importer_key": KEY_B,
            "generator": b"vector", "pads": pads}

    def manifest(**changes):
        return f.write_manifest(**{**base, **changes})

    def courier(name, expect, rule, data):
        vector(f"courier_{name}", expect, rule, kind="courier", file=data)

    def changed(name, rule, **changes):
        courier(name, "manifest", rule, f.write_courier(manifest(**changes), keys))

    whole = f.write_courier(manifest(), keys)
    at = len(manifest())
    courier("two_pads", "ok", "one pad for each direction", whole)
    courier("one_pad", "ok", "only one direction", f.write_courier(manifest(pads=pads[1:]), keys[1:]))
    courier("simulated", "ok", "the flag", f.write_courier(manifest(flags=1), keys))
    courier("magic", "manifest", 1, b"T" + whole[1:])
    courier("version", "manifest", 1, whole[:8] + b"\x02" + whole[9:])
    courier("kind_message", "manifest", 1, whole[:10] + b"\x01" + whole[11:])
    changed("unknown_flag", 1, flags=2)
    courier("length_129", "manifest", 2, whole[:12] + f.le(129, 4) + whole[16:])
    courier("length_huge", "manifest", 2, whole[:12] + b"\xff\xff\xff\x7f" + whole[16:])
    courier("cut_in_manifest", "manifest", 2, whole[:at - 1])
    changed("no_pad", 2, pads=[])
    changed("three_pads", 2, pads=pads + [(bytes.fromhex("c0" * 16), 1, 3)])
    changed("no_generator", 2, generator=b"")
    changed("generator_65_bytes", 2, generator=b"g" * 65)
    changed("generator_control", 2, generator=b"a\x1b[2J")
    for field, size in (("batch", 16), ("exporter", 16), ("importer", 16), ("exporter_key", 32), ("importer_key", 32)):
        changed(f"{field}_zero", 3, **{field: bytes(size)})
    changed("to_itself", 3, importer=SENDER)
    changed("same_key", 3, importer_key=KEY_A)
    changed("pad_zero", 4, pads=[(bytes(16), 1, 5), pads[1]])
    changed("direction_0", 4, pads=[(PAD_A, 0, 5), pads[1]])
    changed("direction_3", 4, pads=[(PAD_A, 1, 5), (PAD_B, 3, 3)])
    changed("directions_equal", 4, pads=[(PAD_A, 1, 5), (PAD_B, 1, 3)])
    changed("directions_swapped", 4, pads=[(PAD_A, 2, 5), (PAD_B, 1, 3)])
    changed("pad_twice", 4, pads=[(PAD_A, 1, 5), (PAD_A, 2, 3)])
    changed("two_pages", 5, pads=[(PAD_A, 1, 2), pads[1]])
    changed("pages_over_limit", 5, pads=[(PAD_A, 1, 1 << 32), pads[1]])
    changed("pages_wrap", 5, pads=[(PAD_A, 1, (1 << 64) - 1), pads[1]])
    courier("more_pages_than_file", "length", 6, f.write_courier(manifest(pads=[(PAD_A, 1, (1 << 32) - 1), pads[1]]), keys))
    courier("cut", "length", 6, whole[:-1])
    courier("byte_behind", "length", 6, whole + b"\x00")
    courier("page_flipped", "confirm", 9, whole[:at + 40] + bytes([whole[at + 40] ^ 1]) + whole[at + 41:])
    courier("last_page_flipped", "confirm", 9, whole[:at + 31] + bytes([whole[at + 31] ^ 1]) + whole[at + 32:])
    courier("ignored_bit_set", "confirm", 9, whole[:at + 4] + bytes([whole[at + 4] | 1]) + whole[at + 5:])
    courier("tag_flipped", "confirm", 9, whole[:-1] + bytes([whole[-1] ^ 1]))
    courier("generator_changed", "confirm", 9, whole[:130] + b"V" + whole[131:])
    courier("batch_changed", "confirm", 9, whole[:16] + b"\xbb" + whole[17:])
    section = 5 * 32 + 16
    swapped = [(PAD_A, keys[0][1][32:64] + keys[0][1][:32] + keys[0][1][64:])]
    courier("pages_swapped", "confirm", 9,
            whole[:at] + f.write_courier(b"", swapped)[:section - 16] + whole[at + section - 16:])


def replies():
    batch = bytes.fromhex("ba" * 16)
    proofs = [(PAD_A, bytes.fromhex("01" * 16)), (PAD_B, bytes.fromhex("02" * 16))]
    whole = f.write_reply(batch, RECEIVER, SENDER, proofs)

    def reply(name, expect, rule, data):
        vector(f"reply_{name}", expect, rule, kind="reply", file=data)

    reply("two_pads", "ok", "one proof per pad", whole)
    reply("one_pad", "ok", "one proof", f.write_reply(batch, RECEIVER, SENDER, proofs[:1]))
    reply("kind_courier", "reply", 1, whole[:10] + b"\x02" + whole[11:])
    reply("reserved", "reply", 1, whole[:11] + b"\x01" + whole[12:])
    reply("no_pad", "reply", 1, f.write_reply(batch, RECEIVER, SENDER, []))
    reply("three_pads", "reply", 1, f.write_reply(batch, RECEIVER, SENDER, proofs + [(bytes.fromhex("c0" * 16), bytes(16))]))
    reply("not_sorted", "reply", 1, f.write_reply(batch, RECEIVER, SENDER, proofs[::-1]))
    reply("pad_twice", "reply", 1, f.write_reply(batch, RECEIVER, SENDER, [proofs[0], proofs[0]]))
    reply("cut", "reply", 1, whole[:-1])
    reply("byte_behind", "reply", 1, whole + b"\x00")


def main():
    for make in (good_messages, remarks, header_rejections, record_rejections, chunk_rejections, long_chunk_rejections,
                 content_rejections, payload_rejections, cards, couriers, replies):
        make()
    stale = [path.name for path in HERE.glob("*.txt") if path not in WRITTEN and path.name != "CMakeLists.txt"]
    print(f"{len(WRITTEN)} vectors" + (f", not from here: {stale}" if stale else ""))


if __name__ == "__main__":
    main()
