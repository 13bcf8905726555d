from flask_babel import lazy_gettext as _l

# What was opened, as `access.note` names it.
READ = {
    "case": _l("Trang hồ sơ"),
    "file": _l("Minh chứng, tệp"),
    "sheet": _l("Phiếu chấm và hồ sơ kèm theo"),
    "member": _l("Trang thành viên"),
    "booking": _l("Đặt chỗ và người liên hệ"),
    "account": _l("Tài khoản"),
    "claim": _l("Yêu cầu nhận quản lý"),
    "team": _l("Địa chỉ thư của nhóm"),
}
