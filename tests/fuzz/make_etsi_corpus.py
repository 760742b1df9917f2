#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz targets etsi_*: the bodies of ETSI GS QKD 014, plain and in the odd forms that KMEs give them."""
import json
import pathlib

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
STATUS = {
    "source_KME_ID": "AAAABBBBCCCCDDDD", "target_KME_ID": "EEEEFFFFGGGGHHHH", "master_SAE_ID": "IIIIJJJJKKKKLLLL",
    "slave_SAE_ID": "MMMMNNNNOOOOPPPP", "key_size": 352, "stored_key_count": 25000, "max_key_count": 100000,
    "max_key_per_request": 128, "max_key_size": 1024, "min_key_size": 64, "max_SAE_ID_count": 0,
}
ID, KEY = "bc490419-7d60-487f-adc1-4ddcc177c139", "wHHVxRwDJs3/bXd38GHP3oe4svTuRpZS0yCC7x4Ly+s="
ONE = {"key_ID": ID, "key": KEY}
SEEDS = {
    "status": {
        "plain": STATUS,
        "simulated": {**STATUS, "status_extension": {"satpad_simulated": True}},
        "odd": {**STATUS, "target_KME_ID": 7, "slave_SAE_ID": None, "key_size": "256", "max_sae_id_count": 3, "max_key_count": 1e5, "x": [[{}]]},
        "zeros": dict.fromkeys(STATUS, 0),
        "escapes": '{"source_KME_ID":"\\ud834\\udd1e\\u4e00\\/\\n\\"", "min_key_size":-0.0e-3}',
    },
    "container": {
        "plain": {"keys": [ONE, {"key_ID": "0a782fb5-3434-48fe-aa4d-14f41d46cf92", "key": "OeGMPxh1+2RpJpNCYixWHFLYRubpOKCw94FcCI7VdJA="}]},
        "upper": {"Keys": [ONE]},
        "none": {"keys": []},
        "odd": {"key_container_extension": None, "keys": [{"vendor_x": {"key": "QQ=="}, **ONE, "key_extension": None, "key_ID_extension": {}}]},
        "broken_lines": {"keys": [{"key_ID": "a+b", "key": "QUJD\r\nREVG\r\nRw"}]},
        "escaped": '{"keys":[{"key_ID":"\\u4e00","key":"\\/\\/\\u0041A"}]}',
        "bits_left": {"keys": [{"key_ID": "a", "key": "QR=="}]},
    },
    "refusal": {
        "message": {"message": "not enough key", "details": [{"key_bits_requested": 9, "key_bits_available": 5}]},
        "detail": {"detail": [{"loc": ["body", "number"], "msg": "too big"}]},
        "title": {"title": "t", "description": "d"},
        "html": "<html><head><title>400 Bad Request</title><style>a{}</style></head><body>The SSL certificate error</body></html>",
        "plain": "try again\tlater\r\n",
        "cut": '{"message":"a","details":[{"key_bits_available":',
    },
    "key_request": {
        "plain": {"number": 3, "size": 1024},
        "empty": "",
        "nulls": {"number": None, "size": None, "additional_slave_SAE_IDs": None},
        "all": {"number": 1, "size": 8, "additional_slave_SAE_IDs": ["a", "b"], "extension_mandatory": [{"x_y": 1}], "extension_optional": [{}]},
        "text": {"number": "2"},
        "negative": {"number": -1, "size": 99999999999999999999},
    },
    "key_ids": {
        "plain": {"key_IDs": [{"key_ID": ID}, {"key_ID": "0a782fb5-3434-48fe-aa4d-14f41d46cf92"}]},
        "odd": {"key_IDs_extension": {}, "key_IDs": [{"key_ID_extension": None, "key_ID": 'x+y/"\\一'}]},
        "none": {"key_IDs": []},
        "twice": {"key_IDs": [{"key_ID": "a"}, {"key_ID": "a"}]},
    },
}


def main():
    for target, seeds in SEEDS.items():
        folder = CORPUS / f"etsi_{target}"
        folder.mkdir(exist_ok=True)
        for name, seed in seeds.items():
            (folder / name).write_text(seed if isinstance(seed, str) else json.dumps(seed), newline="")


if __name__ == "__main__":
    main()
