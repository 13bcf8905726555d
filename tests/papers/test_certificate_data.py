import json

import pytest

from app.papers.data import CertificateData
from tests.papers.samples import certificate


@pytest.mark.parametrize(
    "data",
    [
        certificate(),
        certificate(valid_until=None, name_en=None, grade="associate", demo=True),
        certificate(name_vi='“Ề” \\ "'),
    ],
)
def test_data_comes_back_from_json_as_it_was(data: CertificateData) -> None:
    assert CertificateData.from_dict(json.loads(json.dumps(data.to_dict()))) == data


def test_unknown_grade_is_refused() -> None:
    with pytest.raises(ValueError, match="grade"):
        certificate(grade="guest")
