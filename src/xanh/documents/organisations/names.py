"""The names of Vietnamese administration: what a city's plan may give work to.

Data only. Names stand without the word that leads them ("Tài chính", not "Sở Tài chính"), in the
spelling of their founding documents; matching ignores case, the place of tone marks, and whether
a name is joined by a comma, a hyphen, "&" or "và". Names in use until the mergers of 2025 stand
beside those in use since, because documents cite both.
"""

from __future__ import annotations

DEPARTMENTS = (
    # since March 2025
    "Nông nghiệp và Môi trường", "Tài chính", "Xây dựng", "Khoa học và Công nghệ", "Nội vụ",
    "Tư pháp", "Công Thương", "Văn hóa, Thể thao và Du lịch", "Văn hóa và Thể thao", "Du lịch",
    "Y tế", "Giáo dục và Đào tạo", "Dân tộc và Tôn giáo", "Ngoại vụ", "Quy hoạch - Kiến trúc",
    "An toàn thực phẩm",
    # before
    "Tài nguyên và Môi trường", "Nông nghiệp và Phát triển nông thôn", "Kế hoạch và Đầu tư",
    "Giao thông vận tải", "Thông tin và Truyền thông", "Lao động - Thương binh và Xã hội",
    "Văn hóa và Thông tin", "Văn hóa, Thông tin và Du lịch", "Kiến trúc - Quy hoạch",
    "Giao thông công chính", "Giao thông vận tải - Xây dựng", "Bưu chính, Viễn thông",
    "Thương mại và Du lịch", "Thương mại", "Công nghiệp", "Thủy sản",
    "Khoa học, Công nghệ và Môi trường", "Địa chính", "Địa chính - Nhà đất",
)  # fmt: skip

MINISTRIES = (
    "Quốc phòng", "Công an", "Ngoại giao", "Nội vụ", "Tư pháp", "Tài chính", "Công Thương",
    "Nông nghiệp và Môi trường", "Xây dựng", "Văn hóa, Thể thao và Du lịch",
    "Khoa học và Công nghệ", "Giáo dục và Đào tạo", "Y tế", "Dân tộc và Tôn giáo",
    # before March 2025
    "Tài nguyên và Môi trường", "Nông nghiệp và Phát triển nông thôn", "Kế hoạch và Đầu tư",
    "Giao thông vận tải", "Thông tin và Truyền thông", "Lao động - Thương binh và Xã hội",
)  # fmt: skip

ASSOCIATIONS = (
    "Nông dân", "Phụ nữ", "Liên hiệp Phụ nữ", "Cựu chiến binh", "Chữ thập đỏ", "Người cao tuổi",
    "Khuyến học", "Luật gia", "Nhà báo", "Liên hiệp Thanh niên", "Sinh viên", "Làm vườn",
    "Cựu thanh niên xung phong", "Nạn nhân chất độc da cam", "Người mù", "Đông y",
)  # fmt: skip

COMMITTEES = (
    "Tuyên giáo và Dân vận", "Tuyên giáo", "Dân vận", "Tổ chức", "Nội chính", "Kinh tế", "Dân tộc",
    "Pháp chế", "Đô thị", "Kinh tế - Ngân sách", "Văn hóa - Xã hội", "Tôn giáo",
)  # fmt: skip

# The word that leads a list of bare names, and the names that may follow it without the word.
ELIDABLE = {
    "Sở": DEPARTMENTS,
    "Bộ": MINISTRIES,
    "Hội": ASSOCIATIONS,
    "Ban": COMMITTEES,
}

# Abbreviations of bare names, without "&", commas, hyphens and "và".
BARE_ABBREVIATIONS = {
    "NNMT": "Nông nghiệp và Môi trường", "NN": "Nông nghiệp", "NNPTNT":
    "Nông nghiệp và Phát triển nông thôn", "TNMT": "Tài nguyên và Môi trường", "TC": "Tài chính",
    "XD": "Xây dựng", "KHCN": "Khoa học và Công nghệ", "KHĐT": "Kế hoạch và Đầu tư",
    "NV": "Nội vụ", "TP": "Tư pháp", "CT": "Công Thương", "YT": "Y tế", "DL": "Du lịch",
    "VHTTDL": "Văn hóa, Thể thao và Du lịch", "VHTT": "Văn hóa và Thể thao",
    "GDĐT": "Giáo dục và Đào tạo", "DTTG": "Dân tộc và Tôn giáo", "NGV": "Ngoại vụ",
    "QHKT": "Quy hoạch - Kiến trúc", "KTQH": "Kiến trúc - Quy hoạch",
    "ATTP": "An toàn thực phẩm", "GTVT": "Giao thông vận tải",
    "TTTT": "Thông tin và Truyền thông", "LĐTBXH": "Lao động - Thương binh và Xã hội",
    "QP": "Quốc phòng", "CA": "Công an", "NG": "Ngoại giao", "LHPN": "Liên hiệp Phụ nữ",
    "ND": "Nông dân", "CCB": "Cựu chiến binh",
}  # fmt: skip

# Abbreviations that stand anywhere in a name.
ABBREVIATIONS = {
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "UB": "Ủy ban",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc", "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "MTTQ": "Mặt trận Tổ quốc", "MTTQVN": "Mặt trận Tổ quốc Việt Nam", "BQL": "Ban Quản lý",
    "BQLDA": "Ban Quản lý dự án", "QLDA": "Quản lý dự án", "ĐTXD": "đầu tư xây dựng",
    "CATP": "Công an thành phố", "CA": "Công an", "BCH": "Bộ Chỉ huy", "BCHQS":
    "Bộ Chỉ huy Quân sự", "BTL": "Bộ Tư lệnh", "BTLTĐ": "Bộ Tư lệnh Thủ đô",
    "BĐBP": "Bộ đội Biên phòng", "ĐBQH": "Đại biểu Quốc hội", "LHPN": "Liên hiệp Phụ nữ",
    "LĐLĐ": "Liên đoàn Lao động", "CCB": "Cựu chiến binh", "TNCS": "Thanh niên Cộng sản",
    "KCN": "khu công nghiệp", "CCN": "cụm công nghiệp", "KCNC": "khu công nghệ cao",
    "KKT": "khu kinh tế", "KCX": "khu chế xuất", "TP": "thành phố", "VP": "Văn phòng",
    "VPUBND": "Văn phòng Ủy ban nhân dân", "BHXH": "Bảo hiểm xã hội", "NHNN":
    "Ngân hàng Nhà nước", "NHCSXH": "Ngân hàng Chính sách xã hội", "KBNN": "Kho bạc Nhà nước",
    "TAND": "Tòa án nhân dân", "VKSND": "Viện kiểm sát nhân dân", "TTXVN":
    "Thông tấn xã Việt Nam", "HTX": "Hợp tác xã", "DN": "Doanh nghiệp", "TW": "Trung ương",
    "VN": "Việt Nam", "PTTH": "Phát thanh - Truyền hình", "KHKT": "Khoa học và Kỹ thuật",
    "TNHH": "trách nhiệm hữu hạn", "MTV": "một thành viên", "CP": "cổ phần", "HN": "Hà Nội",
    "BVMT": "bảo vệ môi trường", "EVN": "Tập đoàn Điện lực Việt Nam", "PCTT":
    "phòng chống thiên tai", "TKCN": "tìm kiếm cứu nạn", "PCCC": "phòng cháy chữa cháy",
    "ĐH": "Đại học", "THCS": "trung học cơ sở", "THPT": "trung học phổ thông",
}  # fmt: skip

# Nouns that begin the proper name of a body.
HEADS = (
    "Ủy ban nhân dân", "UBND", "Ủy ban", "UB", "Hội đồng nhân dân", "HĐND", "Hội đồng",
    "UBMTTQ", "UBMTTQVN", "Mặt trận Tổ quốc", "MTTQ", "MTTQVN", "Thành ủy", "Tỉnh ủy", "Đảng ủy",
    "Đảng bộ", "Thường trực", "Ban", "BQL", "BQLDA", "Công an", "CA", "CATP", "Bộ Chỉ huy",
    "BCHQS", "BCH", "Bộ Tư lệnh", "BTL", "Bộ đội Biên phòng", "BĐBP", "Đồn Biên phòng",
    "Quân khu", "Cảnh sát", "Phòng", "Thanh tra", "Văn phòng", "VP", "VPUBND", "Chi cục", "Cục",
    "Tổng cục", "Vụ", "Kho bạc", "KBNN", "Ngân hàng", "NHNN", "NHCSXH", "Bảo hiểm xã hội", "BHXH",
    "Tòa án", "TAND", "Viện kiểm sát", "VKSND", "Viện", "Học viện", "Trường", "Đại học",
    "Nhà trường", "Trung tâm", "Đài", "Báo", "Cổng Thông tin", "Tạp chí", "Thông tấn xã",
    "TTXVN", "Hội", "Liên hiệp", "Liên đoàn", "LĐLĐ", "Liên minh", "Hiệp hội", "Đoàn",
    "Tỉnh đoàn", "Thành đoàn", "Huyện đoàn", "Tổng công ty", "Công ty", "Tập đoàn", "Xí nghiệp",
    "Nhà máy", "Điện lực", "EVN", "Thuế", "Hải quan", "Thống kê", "Quỹ", "Bảo tàng", "Bệnh viện",
    "Vườn quốc gia", "Hạt Kiểm lâm", "Kiểm lâm", "Kiểm toán", "Chủ tịch", "Phó Chủ tịch",
    "Giám đốc", "Thủ trưởng", "Lãnh đạo", "Người đứng đầu", "Trưởng ban", "Chính phủ",
    "Thủ tướng", "Quốc hội", "Tổ công tác", "Tổ giúp việc",
    "Tổ thư ký", "Bộ phận", "Sở", "Bộ", "Nhà xuất bản",
    "Sàn giao dịch", "Làng", "Khối", "Đội", "Trạm", "Tổng hội", "Bưu điện", "Viễn thông",
)  # fmt: skip

# A head that is one short word begins other words too; then it begins no organisation.
NOT_HEADS = (
    "Ban hành", "Ban bố", "Sở hữu", "Sở thích", "Báo cáo", "Báo đảm", "Báo động", "Báo chí",
    "Báo giá", "Hội nghị", "Hội thảo", "Hội thi", "Hội nhập", "Hội chợ", "Hội họp", "Hội viên",
    "Hội tụ", "Bộ tiêu chí", "Bộ chỉ số", "Bộ chỉ tiêu", "Bộ thủ tục", "Bộ luật", "Bộ máy",
    "Bộ dữ liệu", "Bộ công cụ", "Bộ tài liệu", "Bộ quy chuẩn", "Bộ quy tắc", "Bộ nhận diện",
    "Bộ câu hỏi", "Đoàn kết", "Trường hợp", "Trường học thông minh", "Viện dẫn", "Viện trợ",
    "Viện phí", "Thuế suất", "Thuế giá trị gia tăng", "Thuế thu nhập", "Thuế tài nguyên",
    "Quỹ đất", "Phòng chống", "Phòng ngừa", "Phòng cháy", "Phòng thủ", "Phòng bệnh", "Phòng, chống",
    "Vụ việc", "Vụ mùa", "Đài tưởng niệm", "Cục bộ", "Đội ngũ", "Trạm quan trắc", "Làng nghề",
    "Nhà nước", "Nhà ở", "Lãnh đạo, chỉ đạo", "Thống kê, kiểm kê", "Khối lượng", "Viễn thông và",
    "Công an toàn", "Công an ninh", "Thanh tra, kiểm tra", "Đơn vị tính", "Xã hội",
    "Cơ sở hạ tầng", "Cơ sở dữ liệu", "Cơ sở vật chất", "Cơ sở pháp lý", "Ngành nghề",
    "Bản đồ", "Bản tin", "Bản quyền", "Cấp phép", "Cấp nước", "Cấp giấy", "Cấp bách", "Cấp phát",
    "Cấp đổi", "Thành phố thông minh", "Tỉnh lộ", "Xã hội hóa", "Trường điện từ", "Trung tâm hóa",
)  # fmt: skip

# Heads that take another body into their own name: "Văn phòng UBND tỉnh".
CONTAINERS = (
    "Văn phòng", "VP", "Thanh tra", "Chủ tịch", "Phó Chủ tịch", "Giám đốc", "Thủ trưởng",
    "Lãnh đạo", "Người đứng đầu", "Đảng ủy", "Thường trực", "Hội đồng", "Phòng", "Chi cục",
    "Trung tâm", "Tổ công tác", "Đoàn", "Trưởng ban", "Bộ phận", "Đảng bộ", "Ban", "Thanh tra Sở",
    "Liên hiệp", "Liên đoàn", "Liên minh", "Hiệp hội", "Đội", "Trạm", "Trường", "Viện",
)  # fmt: skip

# Bodies that a missing delimiter may precede whatever stands before.
STRONG_HEADS = (
    "Ủy ban nhân dân", "UBND", "Ban Quản lý", "BQL", "Bộ Chỉ huy", "BCHQS", "Bộ Tư lệnh", "BTL",
    "Công an tỉnh", "Công an thành phố", "Công an TP", "Công an các", "Công an xã", "CATP",
    "Sở", "Bộ", "Mặt trận Tổ quốc", "Ủy ban Mặt trận Tổ quốc", "UBMTTQ",
)  # fmt: skip

# Common nouns: alone, in a row ("Các sở, ban, ngành") or with a complement, a kind of actor.
GENERICS = (
    "Sở", "Bộ", "Ban", "Ngành", "Ban ngành", "Sở ngành", "Đoàn thể", "Cơ quan", "Đơn vị",
    "Tổ chức", "Cá nhân", "Địa phương", "Hội", "Hội đoàn thể", "Hiệp hội", "Doanh nghiệp",
    "Viện", "Trường", "Hợp tác xã", "Hộ gia đình", "Cộng đồng", "Cộng đồng dân cư", "Người dân",
    "Nhân dân", "Nhà khoa học", "Nhà đầu tư", "Nhà cung cấp", "Nhà thầu", "Nhà sản xuất",
    "Chuyên gia", "Chủ đầu tư", "Chủ rừng", "Chủ dự án", "Chủ cơ sở", "Cơ sở", "Chính quyền",
    "Phòng", "Phòng ban", "Xã", "Phường", "Thị trấn", "Thị xã", "Đặc khu", "Huyện", "Quận",
    "Thành phố", "Tỉnh", "Thôn", "Bản", "Tổ dân phố", "Cơ quan ngang bộ", "Hội quần chúng",
    "Lực lượng", "Công ty", "Trường học", "Bệnh viện", "Cấp", "Hộ dân", "Hộ kinh doanh",
    "Quỹ", "Ngân hàng", "Tổ chức tín dụng", "Công dân", "Tập đoàn", "Tổng công ty", "Trung tâm",
    "Chi cục", "Báo", "Đài", "Tổ", "HTX", "DN", "Cấp ủy", "Thành viên", "Hệ thống chính trị",
    "Hệ thống truyền thanh",
)  # fmt: skip

# The generics that open a row without "các": "Sở, ban, ngành có liên quan", "Viện, Trường".
ROW_OPENERS = (
    "Sở", "Bộ", "Ban", "Ngành", "Ban ngành", "Sở ngành", "Cơ quan", "Đơn vị", "Tổ chức", "Viện",
    "Trường", "Xã", "Phường", "Huyện", "Quận", "Thị xã", "Tỉnh", "Đặc khu", "Hội", "Phòng",
    "Thôn", "Cấp ủy",
)  # fmt: skip

UNITS = (
    "xã", "phường", "thị trấn", "thị xã", "đặc khu", "huyện", "quận", "thành phố", "tỉnh", "TP",
    "cấp xã", "cấp huyện", "cấp tỉnh", "cấp", "TX", "thôn", "bản", "tổ dân phố",
)  # fmt: skip

PLURALS = ("các", "những", "mọi", "một số", "toàn thể", "tất cả", "tất cả các", "toàn bộ",
           "toàn thể các", "toàn bộ các", "tất cả những")  # fmt: skip

# Words that a name leans on: what follows them belongs to it.
LINKS = (
    "của", "thuộc", "với", "do", "và", "cho", "về", "tại", "trên", "ở", "là", "qua", "các", "cùng",
    "trong", "trực",
)  # fmt: skip

# Words that end a name wherever they stand in small letters.
CLAUSES = (
    "chủ trì", "phối hợp", "chịu trách nhiệm", "có trách nhiệm", "theo", "tiến hành", "thực hiện",
    "tổ chức thực hiện", "tổ chức triển khai", "triển khai", "tham mưu", "tiếp tục", "căn cứ",
    "trên cơ sở", "tùy", "làm đầu mối", "là đầu mối", "là cơ quan", "là đơn vị", "bảo đảm",
    "đảm bảo", "để", "nhằm", "chủ động", "xây dựng kế hoạch", "xây dựng đề án",
    "xây dựng chương trình", "xây dựng dự thảo", "có nhiệm vụ", "rà soát", "đề xuất", "báo cáo",
    "đôn đốc", "ban hành", "phê duyệt", "cập nhật", "điều chỉnh",
)  # fmt: skip

# Words that end the name of a known body, but may stand inside other names.
KNOWN_CLAUSES = (
    "hướng dẫn", "kiểm tra", "giám sát", "thẩm định", "tham gia", "hỗ trợ", "lập", "xây dựng",
    "quản lý", "nghiên cứu", "tổ chức", "cung cấp", "xử lý", "đầu tư", "tuyên truyền", "tổng hợp",
    "gửi", "trình", "chỉ đạo", "bố trí", "tăng cường", "đẩy mạnh",
)  # fmt: skip

# After these a verb tells which bodies are meant: "các đơn vị được giao chủ trì".
ASSIGNED = ("được", "giao", "công", "được giao", "trực tiếp")

# Heads that are verbs before a word in small letters: "Thanh tra việc chấp hành".
VERBAL_HEADS = (
    "Thanh tra", "Thống kê", "Kiểm toán", "Lãnh đạo", "Cảnh sát", "Thuế", "Phòng", "Báo", "Đài",
    "Quỹ", "Vụ", "Khối", "Đội", "Trạm", "Làng", "Ban", "Bộ", "Sở", "Hội", "Đoàn", "Điện lực",
    "Viễn thông", "Hải quan", "Bảo tàng",
)  # fmt: skip

# What may follow "tổ chức" where it is a noun.
AFTER_ORGANISATION = (
    "tín", "xã", "chính", "quốc", "kinh", "đoàn", "khoa", "phi", "hành", "đại", "sự", "đảng", "có",
    "liên", "và", "nghề", "tôn", "cơ", "trong", "nước", "tư", "được", "thuộc",
)  # fmt: skip

# Words that open the condition under which a body is the lead.
CONDITIONS = (
    "đối với", "trong trường hợp", "trường hợp", "nếu", "khi", "trừ", "nơi", "phụ trách",
    "trong phạm vi", "ngoại trừ",
)  # fmt: skip

# What opens a bracket that says when or as what, and so is no part of a name.
NOTES = (
    *CONDITIONS, "chủ trì", "phối hợp", "cơ quan", "đơn vị", "đầu mối", "thường trực", "theo",
    "về", "thực hiện", "tham gia", "nội dung", "phần", "trực tiếp", "là", "giao", "được",
    "các dự án", "dự án", "nhiệm vụ", "lĩnh vực", "khu vực", "địa bàn", "trên", "tại", "từ",
    "có", "do", "để", "với", "cho", "áp dụng", "quản lý", "tổng hợp", "báo cáo",
    "cụ thể", "như", "bao gồm",
)  # fmt: skip

# Labels that some cells repeat before their content.
LABELS = (
    "cơ quan chủ trì", "cơ quan phối hợp", "cơ quan thực hiện", "cơ quan chủ trì thực hiện",
    "đơn vị chủ trì", "đơn vị phối hợp", "đơn vị thực hiện", "chủ trì", "phối hợp", "thực hiện",
    "cơ quan", "đơn vị", "phối hợp thực hiện", "chủ trì thực hiện", "cơ quan tham mưu",
    "cơ quan chủ trì tham mưu", "phân công", "trách nhiệm", "phối hợp với",
)  # fmt: skip

# Adverbs that join sentences and name nobody.
CONNECTIVES = (
    "đồng thời",
    "ngoài ra",
    "trong đó",
    "cùng với",
    "cùng",
    "riêng",
    "do",
    "giao",
    "với",
    "đề nghị",
    "mời",
    "yêu cầu",
    "gồm",
    "bao gồm",
)

# Bodies of party and state that have one name each and no head of their own.
SINGLE_BODIES = (
    "Chính phủ", "Thủ tướng Chính phủ", "Quốc hội", "Bộ Chính trị", "Ban Bí thư",
    "Ban Chấp hành Trung ương", "Ban Chấp hành Trung ương Đảng", "Ủy ban Thường vụ Quốc hội",
    "Văn phòng Chính phủ", "Thanh tra Chính phủ", "Kiểm toán nhà nước", "Bộ Tư lệnh Thủ đô",
    "Mặt trận Tổ quốc", "Mặt trận Tổ quốc Việt Nam", "Ngân hàng Nhà nước Việt Nam",
    "Tòa án nhân dân tối cao", "Viện kiểm sát nhân dân tối cao",
)  # fmt: skip

# Nouns that close a row whatever follows: "các sở, ban, ngành sơ kết".
ROW_CLOSERS = ("Ngành", "Địa phương", "Cá nhân", "Đoàn thể", "Ban ngành")

# Places and levels in two words of which only the first has a capital.
LEVELS = ("Trung ương", "Thành phố", "Thủ đô", "Nhà nước", "Quốc gia")

# What may follow a common noun in a row without ending the row.
QUALIFIERS = (
    "có", "liên", "thuộc", "trực", "trên", "của", "trung", "tỉnh", "thành", "địa", "chức",
    "chuyên", "khác", "cấp", "ở", "tại", "nêu", "được", "nói", "tham", "chủ", "phối", "trong",
)  # fmt: skip

# Regions and common words that end in a head: "Bắc Trung Bộ", "cán bộ", "công đoàn".
BEFORE_NO_HEAD = (
    "Trung", "Nam", "Bắc", "Tây", "Đông", "cán", "cơ", "trụ", "toàn", "nội", "công", "nghề",
    "trường",
)  # fmt: skip

# Small words behind a verbal head that leave it a noun: "Thanh tra sở", "Ban có liên quan".
AFTER_VERBAL_HEADS = ("sở", "nhà", "thuộc", "của", "có", "liên", "quản", "chỉ", "khu")

# Cells that point elsewhere or say that there is nobody.
NOBODY = ("như trên", "nt", "không", "không có", "chưa có")
