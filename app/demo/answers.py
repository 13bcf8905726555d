"""What the applicants of the demo wrote, by item of the default criteria."""

from app.spaces.models import Space

ANSWERS = {
    "A1": "{name} hoạt động thường xuyên trong lĩnh vực đã khai. Ba hoạt động gần nhất: buổi mở xưởng tháng trước, một trưng bày chuyên đề và lớp cuối tuần cho học sinh.",
    "A2": "Đúng như hồ sơ không gian: hoạt động tại Hà Nội và phục vụ người Hà Nội.",
    "A3": "Sổ lịch của {name} ghi từng buổi hoạt động; các bài đăng và ảnh theo tháng có trên kênh của không gian.",
    "A4": "Người đứng tên chịu trách nhiệm; giấy giới thiệu ở tệp đính kèm.",
    "A5": "Đã ký cam kết. Lối thoát hiểm và bình chữa cháy được kiểm tra mỗi quý.",
    "B1.1": "Năm dự án trong hai năm, trong đó hai dự án thử vật liệu mới cùng nghệ nhân.",
    "B1.2": "Mỗi dự án bắt đầu từ một nghề hoặc một câu chuyện của Hà Nội; nghệ nhân được ghi tên và trả công.",
    "B1.3": "Có hai dự án kết hợp âm thanh số và trưng bày; một dự án cùng khoa công nghệ của một trường đại học.",
    "B2.1": "Lối vào bằng phẳng, sức chứa và sơ đồ ở phần ảnh. Nhà vệ sinh cho người dùng xe lăn đang được làm.",
    "B2.2": "Mười hai hoạt động trong mười hai tháng, lịch đính kèm trên trang của không gian.",
    "B2.3": "Ba người làm chính, hai cộng tác viên; kế hoạch năm chia theo quý, họp mở mỗi tháng.",
    "B3.1": "Bảy nhóm sử dụng không gian thường xuyên, có thỏa thuận ngắn gọn với từng nhóm.",
    "B3.2": "Chương trình học việc sáu tháng, năm qua có chín bạn trẻ tham gia.",
    "B3.3": "Hơn nửa số hoạt động miễn phí; mỗi quý đón một lớp học của trường trong phường.",
    "B4.1": "Cùng tổ chức sự kiện với hai không gian khác và một hội nghề.",
    "B4.2": "Có thư mời từ hai không gian ở Huế và Đà Nẵng; một bạn thực tập đến từ nước ngoài.",
    "B5.1": "Nguồn thu: lớp học 45%, bán hàng 35%, tài trợ 20%. Hợp đồng thuê còn ba năm.",
    "B5.2": "Bốn sản phẩm đã bán ra thị trường, ghi rõ tên người thiết kế.",
    "B5.3": "Lịch sự kiện công khai; rác vật liệu được phân loại và dùng lại.",
}
OTHER = "{name} xin trình bày thêm khi hội đồng cần."


def text_for(code: str, space: Space) -> str:
    return ANSWERS.get(code, OTHER).format(name=space.name_vi)
