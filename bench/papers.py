"""What a certificate costs: 200 printed and signed, CPU time of each in the middle, as a ratio to opening the signing
key once, in the same run."""

import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from app.papers.data import CertificateData
from app.papers.service import certificate_pdf
from app.papers.trial_key import trial_key

COUNT, RUNS = 200, 5
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def _certificate(number: int) -> CertificateData:
    return CertificateData(
        number=f"KGST-2026-{number:03}", name_vi=f"Xưởng gốm và nhà kể chuyện số {number}", name_en=None, grade="full",
        ward="Phường Ô Chợ Dừa", decision_number="12/QĐ-TTĐP", decision_on=date(2026, 11, 20),
        issued_on=date(2026, 11, 25), valid_until=date(2028, 11, 24), issuer_vi="Sở Văn hóa và Thể thao Hà Nội",
        issuer_en="Hanoi Department of Culture and Sports", network_vi="Mạng lưới không gian văn hóa sáng tạo Hà Nội",
        network_en="Hanoi Creative Spaces Network", signatory_name="Nguyễn Minh Dũng", demo=True,
        signatory_title_vi="Giám đốc", signatory_title_en="Director", criteria_label="Bộ tiêu chí 2026",
        short_code="8f3k2m9q",
    )  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        key = trial_key(Path(folder))
        opening, printing, signing = [], [], []
        for _ in range(RUNS):
            begin = time.process_time()
            with key.opened(NOW):
                opening.append(time.process_time() - begin)
        started = time.perf_counter()
        with key.opened(NOW) as pen:
            for number in range(COUNT):
                begin = time.process_time()
                pdf = certificate_pdf(_certificate(number), verify_url=f"https://network.example/verify/{number:026}")
                printed = time.process_time()
                pen.sign(pdf)
                printing.append(printed - begin)
                signing.append(time.process_time() - printed)
        whole = time.perf_counter() - started
    floor = statistics.median(opening)
    print(f"floor, opening the signing key: {floor * 1000:.0f} ms CPU")
    for name, taken in (("printing", printing), ("signing", signing)):
        middle = statistics.median(taken)
        print(f"{name} one of {COUNT} certificates: {middle * 1000:.0f} ms CPU, {middle / floor:.1f} x the floor")
    print(f"{COUNT} certificates printed and signed: {whole:.0f} s")


if __name__ == "__main__":
    main()
