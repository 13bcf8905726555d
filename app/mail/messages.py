from flask_babel import lazy_gettext as _l

MESSAGES = {
    "mail_text.changed": _l(
        "Có người vừa sửa lời thư này. Lời bạn viết còn ở dưới: bạn xem bản mới nhất rồi lưu lại."
    ),
    "mail_text.too_long": _l("Dài quá: nhiều nhất %(most)s chữ cái."),
    "mail_text.same": _l("Lời thư không có gì thay đổi."),
}
