from flask_babel import lazy_gettext as _l

from app.bookings import day_words

MESSAGES = {
    **day_words.MESSAGES,
    "booking.no_venue": _l("Bạn chưa chọn địa điểm."),
    "booking.no_title": _l("Bạn chưa đặt tên cho hoạt động."),
    "booking.in_the_past": _l("Thời gian này đã qua. Hãy chọn giờ bắt đầu (kể cả giờ chuẩn bị) ở phía trước."),
    "booking.too_far_ahead": _l("Hiện chỉ nhận đặt chỗ trước nhiều nhất %(months)s tháng."),
    "booking.too_long": _l("Một lần đặt chỗ kéo dài nhiều nhất %(days)s ngày."),
    "booking.phase_too_long": _l("Thời gian chuẩn bị hoặc thu dọn từ 0 phút đến nhiều nhất %(days)s ngày."),
    "booking.venue_not_open": _l("%(where)s hiện không nhận đặt chỗ."),
    "booking.outside_hours": _l(
        "%(where)s không mở cho công chúng vào giờ này ngày %(day)s; hôm ấy mở %(hours)s. Giờ chuẩn bị và thu dọn thì có thể nằm ngoài giờ mở cửa."
    ),
    "booking.shut_because": _l("%(where)s không nhận đặt ngày %(day)s: %(what)s. Hãy chọn ngày khác."),
    "booking.shut_that_day": _l("%(where)s không nhận đặt ngày %(day)s. Hãy chọn ngày khác."),
    "booking.too_many_people": _l("Sức chứa ở đây là %(capacity)s người."),
    "booking.not_allowed": _l(
        "Bạn không có quyền làm việc này. Nếu cần, hãy nhờ chủ không gian hoặc điều phối viên."
    ),
    "booking.not_member": _l("Chỉ không gian đang là thành viên Mạng lưới mới đặt được địa điểm."),
    "booking.associate": _l(
        "Thành viên liên kết chưa đặt được %(where)s. Hãy chọn địa điểm khác hoặc hỏi Trung tâm."
    ),
    "booking.members_closed": _l(
        "%(where)s hiện không nhận yêu cầu của thành viên. Hãy chọn nơi khác hoặc hỏi Trung tâm."
    ),
    "booking.public_bodies_closed": _l(
        "%(where)s chưa nhận yêu cầu của đơn vị nhà nước ngoài Mạng lưới. Hãy chọn nơi khác hoặc hỏi Trung tâm."
    ),
    "booking.notice_short": _l(
        "%(where)s cần được đặt trước ít nhất %(time)s, tính đến lúc bắt đầu chuẩn bị. Nếu gửi bây giờ, sớm nhất bạn bắt đầu chuẩn bị được lúc %(earliest)s."
    ),
    "booking.notice_long": _l(
        "%(where)s chỉ nhận đặt trước nhiều nhất %(days)s ngày. Hôm nay bạn đặt được đến hết ngày %(latest)s."
    ),
    "booking.length_short": _l(
        "Ở %(where)s phần mở cửa dài ít nhất %(hours)s giờ. Hãy kéo dài giờ hoặc chọn nơi khác."
    ),
    "booking.length_long": _l(
        "Ở %(where)s phần mở cửa dài nhiều nhất %(hours)s giờ. Hãy rút ngắn lại hoặc chia thành nhiều buổi."
    ),
    "booking.quota_hours": _l(
        "%(where)s: từ %(first)s đến %(last)s không gian của bạn được dùng nhiều nhất %(amount)s giờ. Bạn đã có %(used)s giờ, thêm lượt này là %(after)s giờ. Hãy rút ngắn giờ, chọn ngày ngoài khoảng này, hoặc huỷ bớt lượt khác."
    ),
    "booking.quota_bookings": _l(
        "%(where)s: từ %(first)s đến %(last)s không gian của bạn được đặt nhiều nhất %(amount)s lượt, và đã có %(used)s lượt. Hãy chọn ngày ngoài khoảng này hoặc huỷ bớt lượt khác."
    ),
    "booking.quota_all_hours": _l(
        "Tính chung mọi địa điểm: từ %(first)s đến %(last)s không gian của bạn được dùng nhiều nhất %(amount)s giờ. Bạn đã có %(used)s giờ, thêm lượt này là %(after)s giờ. Hãy rút ngắn giờ, chọn ngày ngoài khoảng này, hoặc huỷ bớt lượt khác."
    ),
    "booking.quota_all_bookings": _l(
        "Tính chung mọi địa điểm: từ %(first)s đến %(last)s không gian của bạn được đặt nhiều nhất %(amount)s lượt, và đã có %(used)s lượt. Hãy chọn ngày ngoài khoảng này hoặc huỷ bớt lượt khác."
    ),
    "booking.layout_not_here": _l("%(where)s không bày được theo kiểu này. Hãy chọn kiểu khác hoặc nơi khác."),
    "booking.equipment_elsewhere": _l("Có thiết bị không dùng được ở nơi bạn chọn. Hãy bỏ bớt hoặc chọn lại."),
    "booking.cancel_too_late": _l(
        "Bạn tự huỷ được đến %(until)s. Bây giờ đã sát giờ, bạn nhờ Trung tâm huỷ giúp để người đang chuẩn bị được biết ngay."
    ),
    "booking.not_your_venue": _l("Yêu cầu ở đây do người khác quyết: %(who)s."),
    "booking.of_own_space": _l(
        "Bạn ở trong nhóm vận hành của không gian này, nên việc này do người khác quyết: %(who)s."
    ),
    "booking.of_own_space_alone": _l(
        "Bạn ở trong nhóm vận hành của không gian này nên không tự quyết được, mà hiện chưa có điều phối viên nào khác. Bạn nhờ quản trị viên cử thêm người."
    ),
    "booking.taken": _l("%(where)s đã có người đặt: %(when)s (tính cả chuẩn bị và thu dọn)."),
    "agreement.stands": _l("Đã có văn bản số %(number)s và văn bản ấy vẫn đúng. Bạn dùng bản đó."),
    "agreement.printed": _l("Văn bản này đã có bản in và không in lại."),
    "paper.title_missing": _l("Bạn ghi tên giấy tờ."),
    "paper.due_past": _l("Hạn nộp này đã qua. Bạn chọn từ hôm nay trở đi."),
    "paper.rule_gone": _l("Gợi ý này không còn nữa. Bạn xem lại danh sách bên dưới."),
    "paper.listed": _l("Giấy tờ này đã có trong danh sách."),
    "paper.over": _l("Lượt đặt chỗ này đã kết thúc hoặc không còn, nên danh sách giấy tờ không đổi được nữa."),
    "paper.centre_asked": _l("Giấy tờ này do Trung tâm yêu cầu. Nếu không cần nữa, bạn nhắn điều phối viên."),
    "booking.just_taken": _l("Vừa có người đặt chỗ này trước bạn một chút. Hãy xem lại bảng lịch và chọn giờ khác."),
    "booking.closed": _l("%(where)s tạm đóng cửa (%(what)s): %(when)s."),
    "booking.key_reused": _l("Biểu mẫu này đã gửi rồi với nội dung khác. Hãy mở biểu mẫu mới để gửi thêm."),
    "booking.series_length": _l("Một chuỗi có từ 1 đến %(limit)s buổi."),
    "booking.series_endless": _l("Bạn điền ngày cuối hoặc số buổi."),
    "booking.series_unchosen": _l("Bạn chưa chọn buổi nào."),
    "booking.series_overlaps": _l("Hai buổi trong chuỗi chồng giờ nhau; buổi sau bắt đầu lúc %(start)s."),
    "booking.is_requested": _l("Yêu cầu này đang chờ duyệt."),
    "booking.is_held": _l("Yêu cầu này đang được giữ chỗ, chờ duyệt."),
    "booking.is_waitlisted": _l("Yêu cầu này đang ở trong danh sách chờ."),
    "booking.is_offered": _l("Chỗ này đang chờ người được mời trả lời."),
    "booking.not_taken": _l("Chỗ này còn trống. Bạn gửi yêu cầu đặt luôn, không cần chờ."),
    "booking.waits_already": _l("Không gian của bạn đã ở trong danh sách chờ cho khung giờ này rồi."),
    "booking.offer_over": _l(
        "Lời mời này đã quá hạn nên chỗ không còn được giữ cho bạn. Nếu vẫn cần, bạn xem bảng lịch rồi gửi yêu cầu mới."
    ),
    "booking.same_slot": _l("Đây đúng là giờ và chỗ người đặt đã xin. Hãy chọn giờ hoặc chỗ khác."),
    "booking.is_confirmed": _l("Đặt chỗ này đã được xác nhận rồi."),
    "booking.is_declined": _l("Yêu cầu này đã bị từ chối."),
    "booking.is_expired": _l("Yêu cầu này đã hết hạn giữ chỗ."),
    "booking.is_cancelled": _l("Đặt chỗ này đã bị huỷ."),
    "booking.is_displaced": _l("Đặt chỗ này đã phải nhường cho một đợt đóng cửa."),
    "booking.has_begun": _l("Hoạt động đã bắt đầu hoặc đã kết thúc nên không đổi được nữa."),
    "booking.reason_missing": _l("Hãy ghi lý do; người đặt sẽ đọc được."),
    "booking.soft_note_missing": _l(
        "Cùng lúc ở %(where)s có hoạt động khác, có thể ảnh hưởng lẫn nhau. Hãy ghi chú cách thu xếp."
    ),
    "booking.facts_changed": _l("Tình hình vừa thay đổi sau khi bạn mở trang này. Hãy xem lại rồi quyết định."),
    "change.nothing": _l("Mọi thứ vẫn như cũ. Bạn sửa giờ, chỗ hoặc số người rồi gửi."),
    "change.nothing_lent": _l("Thiết bị vẫn như cũ. Bạn sửa số lượng rồi lưu."),
    "change.not_enough": _l("Vào giờ của bạn chỉ còn %(free)s %(what)s. Bạn giảm số lượng, hoặc hỏi Trung tâm."),
    "change.is_asked": _l("Bạn đang có một đề nghị thay đổi chờ trả lời. Bạn rút đề nghị ấy rồi gửi lại."),
    "change.is_granted": _l("Đề nghị thay đổi này đã được đồng ý."),
    "change.is_refused": _l("Đề nghị thay đổi này đã khép lại vì không được đồng ý."),
    "change.is_withdrawn": _l("Đề nghị thay đổi này đã được rút."),
    "change.too_late": _l(
        "Bạn tự đổi được đến %(until)s. Bây giờ đã sát giờ, bạn gọi hoặc viết thư nhờ Trung tâm đổi giúp."
    ),
    "change.other_policy": _l(
        "Nơi này nhận yêu cầu theo cách khác: Trung tâm chọn giữa các yêu cầu. Bạn rút yêu cầu này rồi gửi yêu cầu mới."
    ),
    "change.gone": _l("Đề nghị thay đổi này không còn nữa."),
    "booking.swap_with_itself": _l("Hãy chọn hai lượt đặt chỗ khác nhau để đổi."),
    "booking.lapse_of_own": _l(
        "Bạn ở trong nhóm vận hành của không gian này, nên việc này do một điều phối viên khác quyết."
    ),
    "booking.lapse_unchosen": _l("Bạn chưa chọn lượt đặt chỗ nào."),
    "booking.lapse_reason_missing": _l("Bạn ghi lý do."),
    "calendar_file.too_large": _l("Tệp lịch lớn quá %(megabytes)s MB."),
    "calendar_file.wrong_kind": _l("Đây không phải tệp lịch .ics. Bạn xuất lịch ra tệp .ics rồi tải lên."),
    "calendar_file.too_many": _l("Tệp có hơn %(events)s sự kiện. Bạn xuất riêng phần lịch cần lấy."),
    "calendar_file.empty": _l("Tệp không có sự kiện nào."),
    "calendar_file.lost": _l("Nội dung tệp không còn đủ. Bạn tải tệp lên lại."),
    "closure.target_shut": _l("Chỗ này cũng nằm trong đợt đóng cửa. Bạn chọn chỗ khác."),
    "closure.targets_meet": _l("Chỗ này vừa được dành cho “%(what)s”. Bạn chọn chỗ khác."),
    "closure.no_target": _l("Bạn chọn lại xem lượt này sẽ ra sao."),
    "booking.closure_lifted": _l("Đợt đóng cửa này đã được gỡ rồi."),
}
