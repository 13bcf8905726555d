"""What happened and will happen at the museum in the half year around today. `host` None is the Centre itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoEvent:
    """`day` counts from today; `last` is the last day of something longer. Times are wall-clock, phases in minutes."""

    day: int
    starts: str
    ends: str
    venues: tuple[str, ...]
    host: str | None
    vi: str
    en: str
    about_vi: str
    about_en: str
    people: int
    setup: int = 60
    strike: int = 60
    last: int | None = None


BRIDGE, STAGE = ("cau-kinh",), ("san-khau-kinh",)
INSIDE, OUTSIDE = ("trung-tam-trong-nha",), ("trung-tam-ngoai-troi",)
CRAFT, FACTORY = ("lang-nghe",), ("di-san-cong-nghiep",)
GARDEN, EAST, WEST, LAKE = ("san-vuon",), ("san-vuon-dong",), ("san-vuon-tay",), ("san-vuon-ho",)
GROUNDS, NORTH, SOUTH = ("canh-quan",), ("canh-quan-bac",), ("canh-quan-nam",)

# fmt: off
EVENTS = (
    # The museum's own exhibitions
    DemoEvent(-84, "09:00", "17:00", BRIDGE, None, "Trưng bày “Nước qua thành phố”", "Exhibition: Water Through the City",
              "Bản đồ cũ, ảnh và âm thanh về sông, hồ và mương của Hà Nội.", "Old maps, photographs and sounds of Hanoi's rivers, lakes and canals.", 400, 480, 240, last=-66),
    DemoEvent(-52, "09:00", "17:00", FACTORY, None, "Trưng bày “Ca ba”", "Exhibition: The Night Shift",
              "Đồ dùng và lời kể của những người từng làm ca đêm ở các nhà máy trong thành phố.", "Things and voices of people who once worked nights in the city's factories.", 300, 480, 480, last=-30),
    DemoEvent(-12, "09:00", "17:00", BRIDGE, None, "Triển lãm “Chất liệu phố”", "Exhibition: Street Materials",
              "Gạch, tôn, dây điện và bạt: mười hai nhà thiết kế đọc lại vật liệu của phố.", "Brick, sheet iron, cable and tarpaulin: twelve designers read the city's materials anew.", 600, 480, 240, last=8),
    DemoEvent(26, "09:00", "17:00", FACTORY, None, "Trưng bày “Tiếng máy”", "Exhibition: The Sound of Machines",
              "Nghe lại một nhà máy qua hai mươi bốn loa và một bức tường ảnh.", "Hear a factory again through twenty-four loudspeakers and a wall of photographs.", 300, 480, 480, last=62),
    DemoEvent(40, "09:00", "17:00", BRIDGE, None, "Triển lãm “Giấy dó hôm nay”", "Exhibition: Dó Paper Today",
              "Giấy dó trong tay họa sĩ, kiến trúc sư và thợ đóng sách.", "Dó paper in the hands of painters, architects and bookbinders.", 500, 480, 240, last=70),
    # Past, oldest first
    DemoEvent(-88, "19:00", "21:00", STAGE, "roi-ao-lang", "Rối nước dưới trăng", "Water Puppets Under the Moon",
              "Sáu trích đoạn cổ và một vở mới do trẻ em cùng viết.", "Six old scenes and a new one written with children.", 220, 180, 90),
    DemoEvent(-83, "09:00", "11:30", CRAFT, "lo-gom", "Thử xoay gốm", "Try the Potter's Wheel",
              "Mỗi người một bàn xoay, mang về chiếc chén của mình sau mẻ nung.", "One wheel each; your cup comes home after the firing.", 24),
    DemoEvent(-79, "14:00", "16:30", INSIDE, "xuong-in", "Tọa đàm: Giữ lại mái răng cưa", "Talk: Keeping the Saw-Tooth Roof",
              "Kiến trúc sư và người thuê xưởng kể chuyện sửa một nhà in cũ.", "Architects and tenants on repairing an old print house.", 80),
    DemoEvent(-74, "08:30", "11:00", EAST, "san-dinh", "Sáng chữ Nôm ngoài vườn", "A Morning of Nôm Script",
              "Tập viết tên mình bằng chữ Nôm, có giấy bút sẵn.", "Learn to write your name in Nôm; paper and brushes provided.", 40),
    DemoEvent(-70, "18:30", "20:30", OUTSIDE, "xuong-mu", "Mang đồ hỏng đến đây", "Bring What Is Broken",
              "Thợ của xưởng mũ cùng bạn sửa ghế, đèn và quạt.", "The helmet workshop mends chairs, lamps and fans with you.", 90),
    DemoEvent(-67, "15:00", "17:00", INSIDE, "che-tao", "Bên trong một chiếc radio", "Inside a Radio",
              "Cùng sinh viên mở một chiếc radio cũ và lắp lại cho kêu.", "Open an old radio with the students and make it play again.", 50),
    DemoEvent(-63, "19:00", "21:30", STAGE, "xuong-in", "Nhạc gõ sân in", "Percussion from the Print Yard",
              "Trống, thùng mực và giấy: một đêm nhạc gõ của các nhóm trong Xưởng In.", "Drums, ink tins and paper: a night of percussion by groups of the Print Works.", 250, 150, 90),
    DemoEvent(-59, "09:00", "11:00", CRAFT, "phong-toi", "In ảnh bằng nắng", "Printing With Sunlight",
              "Làm cyanotype với lá cây trong vườn.", "Cyanotypes with leaves from the garden.", 20),
    DemoEvent(-55, "16:00", "19:00", SOUTH, "che-tao", "Diều giấy bay bằng bản vẽ", "Kites From Drawings",
              "Cắt diều bằng laser rồi thả trên bãi cỏ phía Nam.", "Laser-cut kites, flown on the south lawn.", 120),
    DemoEvent(-50, "14:00", "16:00", INSIDE, None, "Gặp mặt các không gian thành viên", "Meeting of the Member Spaces",
              "Trung tâm nghe đề xuất cho lịch hoạt động quý tới.", "The Centre hears proposals for the next quarter.", 70),
    DemoEvent(-46, "19:30", "21:30", STAGE, "san-dinh", "Chiếu chèo sân kính", "Chèo on the Glass Stage",
              "Ba trích đoạn chèo, có lời dẫn cho người xem lần đầu.", "Three chèo scenes, introduced for first-time listeners.", 260, 150, 90),
    DemoEvent(-42, "08:00", "11:00", WEST, "lo-gom", "Chợ gốm mộc", "Plain Pottery Market",
              "Gốm mộc và đồ lỗi men, giá do người thợ tự ghi.", "Unglazed ware and seconds, priced by their makers.", 200),
    DemoEvent(-38, "14:30", "16:30", INSIDE, "hai-gian", "Người vẽ lần đầu kể chuyện", "First-Time Painters Speak",
              "Bốn người đã trưng bày ở Hai Gian kể về bức tranh bán được đầu tiên.", "Four people who showed at Two Rooms on the first picture they sold.", 60),
    DemoEvent(-34, "18:00", "20:00", OUTSIDE, "xuong-in", "Chợ sách in lưới", "Screen-Print Book Market",
              "Sách nhỏ, áp phích và nhãn dán in tay.", "Zines, posters and stickers printed by hand.", 180),
    DemoEvent(-29, "09:00", "11:30", CRAFT, "san-dinh", "Tô tranh dân gian", "Colouring Folk Prints",
              "Bản khắc cũ, màu từ hoa và đá.", "Old blocks, colours from flowers and stone.", 30),
    DemoEvent(-25, "19:00", "20:30", FACTORY, "phong-toi", "Chiếu phim nhựa 8 li", "8 mm Film Night",
              "Phim gia đình của người Hà Nội những năm bảy mươi.", "Home movies of Hanoi families from the seventies.", 90),
    DemoEvent(-21, "15:00", "17:30", NORTH, "che-tao", "Thuyền không người lái", "Boats Without a Crew",
              "Sinh viên thử thuyền đo nước trong bể lớn, ai cũng được lái thử.", "Students test boats that measure water in a big tank; everyone may steer.", 70),
    DemoEvent(-17, "18:30", "21:00", STAGE, "hai-gian", "Đêm thơ không micro", "Poetry Without a Microphone",
              "Hai mươi người đọc, ngồi gần nhau, không loa.", "Twenty readers, close together, no loudspeakers.", 120),
    DemoEvent(-14, "09:00", "16:00", INSIDE, None, "Tập huấn: Viết hồ sơ triển lãm", "Training: Filing for an Exhibition",
              "Hướng dẫn chuẩn bị hồ sơ thông báo triển lãm, có mẫu để điền thử.", "How to prepare an exhibition notice, with forms to practise on.", 40),
    DemoEvent(-9, "16:00", "18:30", EAST, "xuong-in", "Vườn âm thanh", "Garden of Sound",
              "Loa nhỏ treo trên cây, mỗi cây một nhạc sĩ.", "Small loudspeakers in the trees, one composer each.", 150),
    DemoEvent(-6, "14:00", "16:00", CRAFT, "lo-gom", "Vá chén bằng sơn ta", "Mending Cups With Lacquer",
              "Chén vỡ không vứt đi: vá lại bằng sơn và vàng.", "Broken cups mended with lacquer and gold.", 20),
    DemoEvent(-3, "19:00", "21:00", OUTSIDE, "san-dinh", "Ca trù đầu đông", "Ca Trù at the Turn of Winter",
              "Một đào, một kép, một trống chầu và lời giải thích.", "One singer, one lute, one drum, and the words explained.", 80),
    # Today
    DemoEvent(0, "14:00", "16:30", INSIDE, "che-tao", "Tập huấn nhiếp ảnh bằng điện thoại", "Photography With a Phone",
              "Ánh sáng, khung hình và cách ghi chú thích cho ảnh sự kiện.", "Light, framing and how to caption pictures of an event.", 30, 60, 30),
    DemoEvent(0, "18:30", "20:30", OUTSIDE, "hai-gian", "Mở tranh cuối ngày", "Pictures at the End of the Day",
              "Mỗi người mang một bức tranh ở nhà đến kể.", "Bring a picture from home and tell its story.", 60, 90, 45),
    # Coming
    DemoEvent(2, "09:00", "11:30", EAST, "lo-gom", "Nặn con giống cùng trẻ em", "Clay Animals With Children",
              "Nặn và nung thử trong lò giấy.", "Model and fire small animals in a paper kiln.", 40),
    DemoEvent(3, "15:00", "17:00", INSIDE, "xuong-in", "Bàn tròn: Nhà xưởng cũ làm gì", "Round Table: What to Do With Old Works",
              "Chủ nhà, người thuê và nhà quản lý cùng bàn về ba trường hợp.", "Owners, tenants and officials on three cases.", 90),
    DemoEvent(5, "19:00", "21:00", FACTORY, "san-dinh", "Kể chuyện nghề bằng hát xẩm", "Trades Told in Xẩm Songs",
              "Bảy bài xẩm về bảy nghề của phố.", "Seven songs about seven street trades.", 120),
    DemoEvent(9, "16:00", "18:00", WEST, "hai-gian", "Ký họa cây trong vườn", "Sketching the Garden's Trees",
              "Vẽ cây cùng một nhà thực vật học.", "Draw trees together with a botanist.", 35),
    DemoEvent(11, "19:00", "21:30", STAGE, "xuong-mu", "Giao hưởng ống thép", "Symphony for Steel Pipes",
              "Nhóm nhạc xưởng cùng dàn dây sinh viên.", "The workshop band with a student string ensemble.", 280, 180, 90),
    DemoEvent(14, "09:00", "11:00", INSIDE, "che-tao", "Học in 3D trong một buổi", "3D Printing in One Morning",
              "Từ hình vẽ đến vật cầm được trên tay.", "From a drawing to something you can hold.", 25),
    DemoEvent(16, "08:30", "17:00", GROUNDS, None, "Chợ phiên sáng tạo mùa đông", "Winter Creative Market",
              "Năm mươi gian của các không gian thành viên, sân chơi và bếp chung.", "Fifty stalls of member spaces, a playground and a shared kitchen.", 900, 600, 300, last=17),
    DemoEvent(19, "18:30", "20:30", STAGE, "san-dinh", "Múa rối cạn sân kính", "Puppets on the Glass Stage",
              "Rối cạn cho cả nhà, diễn ngoài trời.", "Puppets for the whole family, in the open air.", 200, 120, 60),
    DemoEvent(20, "14:00", "16:00", CRAFT, "hai-gian", "Làm sổ tay khâu chỉ", "Sewing a Notebook",
              "Khâu gáy sổ bằng một cây kim và hai sợi chỉ.", "One needle, two threads, one book.", 18),
    DemoEvent(23, "15:00", "17:30", OUTSIDE, "che-tao", "Thử nhạc cụ tự chế", "Home-Made Instruments",
              "Đàn hộp gỗ, sáo ống nước và trống lon.", "Box lutes, pipe flutes and tin drums.", 70),
    DemoEvent(28, "19:00", "21:00", INSIDE, "lo-gom", "Đêm đọc sổ men", "Reading the Glaze Book",
              "Các bác thợ Bát Tràng đọc và kể từng công thức.", "Old potters of Bát Tràng read and tell each recipe.", 60),
    DemoEvent(32, "09:00", "11:30", LAKE, "san-dinh", "Trò chơi sân đình", "Games of the Communal Yard",
              "Ô ăn quan, đánh đáo, rồng rắn lên mây.", "Mandarin squares, pitching coins and the dragon chain.", 100),
    DemoEvent(37, "18:00", "21:00", STAGE, None, "Chiếu phim mùa đông", "Winter Open-Air Cinema",
              "Ba phim ngắn của đạo diễn trẻ, có trò chuyện sau phim.", "Three shorts by young directors, with talks.", 300, 120, 60),
    DemoEvent(41, "14:00", "17:00", INSIDE, "hai-gian", "Ngày hội người vẽ lần đầu", "First-Time Painters' Day",
              "Nhận xét tranh từng người, theo lượt.", "Individual comments on your pictures, by turns.", 60),
    DemoEvent(45, "16:00", "18:00", SOUTH, "che-tao", "Trạm đo không khí tự làm", "A Home-Made Air Station",
              "Lắp một trạm đo nhỏ và đọc số liệu.", "Build a small air monitor and read it.", 30),
    DemoEvent(49, "19:00", "21:00", OUTSIDE, "xuong-in", "Lửa và mực", "Fire and Ink",
              "In khổ lớn bằng xe lu, khán giả cùng kéo.", "Large prints made with a road roller; the audience pulls.", 160, 120, 120),
    DemoEvent(55, "09:00", "17:00", INSIDE, None, "Diễn đàn thiết kế trẻ", "Young Designers' Forum",
              "Mười bài nói, mỗi bài mười phút, và nhiều thời gian để hỏi.", "Ten talks of ten minutes and plenty of time to ask.", 150, 120, 60),
    DemoEvent(66, "08:30", "11:30", WEST, "lo-gom", "Nung gốm trong hố", "Pit Firing",
              "Nung gốm bằng rơm và trấu, theo cách xưa nhất.", "Firing with straw and husk, the oldest way.", 50, 120, 120),
    DemoEvent(74, "19:00", "21:30", STAGE, "hai-gian", "Thơ và đèn dầu", "Poems by Oil Lamp",
              "Đọc thơ bên ba trăm ngọn đèn.", "Poems read beside three hundred lamps.", 180, 120, 60),
    DemoEvent(82, "15:00", "17:00", FACTORY, "xuong-in", "Ra mắt sách ảnh “Nhà in”", "Book Launch: The Print House",
              "Tác giả và những người thợ cuối cùng ký tặng.", "The author and the last printers sign copies.", 100),
)
# fmt: on
