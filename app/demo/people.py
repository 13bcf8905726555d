"""Who appears in the demo. Nobody here exists; the password is public, which is why the demo only binds to loopback."""

from dataclasses import dataclass

from app.accounts.models import Role

PASSWORD = "cau-kinh-2026"  # noqa: S105
DOMAIN = "cau-kinh.example"


@dataclass(frozen=True)
class Person:
    """`shown_as` is the part this account plays in the list of demo accounts; most people have none."""

    key: str
    name: str
    role: Role | None = None
    shown_as: str = ""
    language: str = "vi"

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person("lan", "Nguyễn Ngọc Lan", shown_as="operator_approved"),
    Person("minh", "Bùi Gia Minh", shown_as="operator_draft"),
    Person("hoa", "Hoàng Khánh Hoa", shown_as="operator_stranger"),
    Person("tuan", "Trần Anh Tuấn", Role.COORDINATOR, "coordinator"),
    Person("thu", "Lê Minh Thu", Role.COORDINATOR, "coordinator"),
    Person("mai", "Đỗ Tuyết Mai", Role.REVIEWER, "reviewer"),
    Person("son", "Vũ Hải Sơn", Role.REVIEWER, "reviewer"),
    Person("dung", "Phạm Quang Dũng", Role.APPROVER, "approver"),
    Person("ha", "Ngô Việt Hà", Role.ADMINISTRATOR, "administrator"),
    Person("ngan", "Cao Thanh Ngân", Role.REVIEWER),
    Person("bao", "Trương Gia Bảo", Role.APPROVER),
    Person("khoi", "Đặng Minh Khôi"),
    Person("vy", "Tạ Tường Vy"),
    Person("phuc", "Lương Đình Phúc"),
    Person("yen", "Mai Hải Yến"),
    Person("bach", "Trịnh Xuân Bách"),
    Person("nhung", "Quách Hồng Nhung"),
    Person("long", "Đinh Hoàng Long"),
    Person("tram", "Kiều Ngọc Trâm"),
    Person("quan", "Phan Mạnh Quân"),
    Person("thao", "Nghiêm Phương Thảo"),
    Person("lieu", "Đỗ Bích Liễu"),
    Person("hung", "Phan Bá Hưng"),
    Person("hien", "Vương Thu Hiền"),
    Person("duyen", "Lại Mỹ Duyên"),
    Person("tra", "Ngô Thanh Trà"),
    Person("kien", "Hồ Trung Kiên"),
    Person("diep", "Mạc Hoàng Diệp"),
    Person("an", "Dương Hoài An"),
    Person("vinh", "Tô Quốc Vinh"),
    Person("cuong", "Thái Duy Cường"),
    Person("nga", "Nguyễn Thuý Nga"),
    Person("loc", "Chu Tiến Lộc"),
    Person("oanh", "Bạch Kim Oanh"),
    Person("phong", "Lý Nhật Phong"),
    Person("chau", "Tống Bảo Châu"),
    Person("ingrid", "Ingrid Halden", language="en"),
    Person("viet", "Hà Quốc Việt"),
    Person("ly", "Âu Thảo Ly"),
    Person("thinh", "Đào Văn Thịnh"),
    Person("marco", "Marco Ferrante", language="en"),
    Person("quyen", "Văn Tố Quyên"),
    Person("hieu", "Đàm Trí Hiếu"),
    Person("uyen", "Giang Tú Uyên"),
    Person("tung", "Nguyễn Thế Tùng"),
    Person("huong", "Khuất Thị Hường"),
    Person("dat", "Lâm Tấn Đạt"),
    Person("giang", "Bế Trường Giang"),
    Person("sen", "Nguyễn Thị Sen"),
    Person("ngoc", "Trương Bảo Ngọc"),
)


def listed() -> list[dict[str, str]]:
    return [{"role": p.shown_as, "email": p.email, "password": PASSWORD} for p in PEOPLE if p.shown_as]
