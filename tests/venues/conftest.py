import pytest
from flask.testing import FlaskClient

from tests.cast import Cast


@pytest.fixture
def tuan(cast: Cast) -> FlaskClient:
    return cast.client("tuan")
