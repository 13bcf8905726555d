from app.core.db import transact
from app.mail.delivery import deliver_waiting
from app.mail.service import queue_mail


def test_a_vietnamese_name_arrives_as_it_is_written(ctx, sink):
    transact(
        lambda: queue_mail("known_address", to="quan@example.org", name="Phan Mạnh Quân", language="vi", key="head")
    )
    deliver_waiting()
    assert str(sink.taken[0].message["To"]) == "Phan Mạnh Quân <quan@example.org>"
