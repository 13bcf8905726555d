"""From a booking to a page that everybody reads."""

from tests.events.conftest import Hall

WORDS = {"title_vi": "Đêm đàn nước", "text_vi": "Mười hai người.", "kind": "performance", "price_vi": "Vào cửa tự do"}


def test_the_team_writes_a_page_and_the_centre_looks_at_a_hosts_first(hall: Hall) -> None:
    booking = hall.books()
    lan, tuan = hall.client("lan"), hall.client("tuan")
    new = f"/my/events/new?booking={booking}"
    assert f'href="{new}"' in lan.get("/my/events").text
    assert "Đêm nhạc" in lan.get(new).text  # what the booking has said already
    edit = str(lan.submit(new, WORDS).location)
    event_id = edit.rpartition("/")[2]
    assert "Gửi Trung tâm xem" in lan.get(edit).text
    assert "Mười hai người." in lan.get(f"{edit}/preview").text
    assert "Mười hai người." not in hall.nobody().get(f"/events/{booking}").text
    assert lan.submit(edit, to=f"{edit}/publish").location == edit
    assert "Trung tâm đang xem" in lan.get(edit).text
    desk = f"/desk/events/{event_id}"
    assert desk in tuan.get("/desk/events").text
    assert "Mười hai người." in tuan.get(desk).text
    assert tuan.submit(desk, to=f"{desk}/approve").location == desk
    shown = hall.nobody().get("/events/dem-dan-nuoc")
    assert shown.status_code == 200
    for words in ("Mười hai người.", "Vào cửa tự do", "19:00–21:00", "Xưởng Mây"):
        assert words in shown.text
    assert "lan@example.org" not in shown.text
