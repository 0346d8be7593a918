"""Public sample files parse and, where their format allows, write back byte for byte."""

from pathlib import Path

import pytest

from posse.formats.codec import RecordError
from posse.formats.layouts import load_layout
from posse.formats.nacha import read_ach, write_ach

SAMPLES = Path(__file__).parent / "samples"


def sample_text(name):
    return (SAMPLES / name).read_text(encoding="ascii").replace("\n", "")


@pytest.mark.parametrize(
    ("name", "entries", "debit_cents"), [("ccd", 2, 500125), ("ctx", 1, 100000000)]
)
def test_public_ach_file_writes_back_byte_for_byte(name, entries, debit_cents):
    content = (SAMPLES / f"moov_ach_{name}-debit.ach").read_bytes()
    ach_file = read_ach(content)
    assert ach_file.findings == ()
    assert (ach_file.entry_count, ach_file.debit_cents) == (entries, debit_cents)
    assert ach_file.credit_cents == 0
    assert write_ach(ach_file) == content


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("cfpb_metro2_base_segment_1.txt", "metro2_base"),
        ("cfpb_metro2_j1_segment.txt", "metro2_j1"),
        ("cfpb_metro2_j2_segment.txt", "metro2_j2"),
        ("cfpb_metro2_l1_segment.txt", "metro2_l1"),
        ("moov_metro2_trailer_record.dat", "metro2_trailer"),
    ],
)
def test_metro2_segment_writes_back_byte_for_byte(name, layout):
    text = sample_text(name)
    record, findings = load_layout(layout).parse(text)
    assert findings == []
    assert load_layout(layout).write(record) == text


def test_metro2_header_without_its_blank_tail_is_reported_and_read():
    text = sample_text("cfpb_metro2_header_segment_1.txt")
    layout = load_layout("metro2_header")
    record, findings = layout.parse(text)
    assert [found.code for found in findings] == ["record_length"]
    assert record["reporter_name"] == "12REPORTERNAME"
    assert layout.write(record) == text.ljust(426)


def test_csenet_message_ends_on_its_exact_byte():
    blocks = ["1_header", "2_case", "4_ncp_locate", "5_participant", "5_participant"]
    messages = (SAMPLES / "csenet_transactions_sample.txt").read_text("ascii").splitlines()
    start = 0
    for block in blocks:
        layout = load_layout(f"csenet_{block}")
        text = messages[0][start : start + layout.length]
        record, findings = layout.parse(text)
        if block == "2_case":
            # The prototype typed this account number from the left; a number stands right.
            assert [found.field for found in findings] == ["Send-Payments-Bank-Account"]
            with pytest.raises(RecordError, match="send_payments_bank_account"):
                layout.write(record)
        else:
            assert findings == []
            assert layout.write(record) == text
        start += layout.length
    assert start == len(messages[0]) == 2575
    assert messages[1].ljust(2575)[:121] == messages[0][:121]
