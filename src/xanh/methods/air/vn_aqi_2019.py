"""VN_AQI as data: Decision 1459/QĐ-TCMT of 12 November 2019, tables 1, 2, 4 and 5."""

from __future__ import annotations

from datetime import date

from xanh.methods.air.scales import Advice, Band, Scale

_INDEX = (0, 50, 100, 150, 200, 300, 400, 500)
# Table 2 [µg/m³, CO too]. The 8-h ozone column ends at 400 µg/m³.
_CONCENTRATIONS = {
    "o3_1h": (0, 160, 200, 300, 400, 800, 1000, 1200),
    "o3_8h": (0, 100, 120, 170, 210, 400),
    "co": (0, 10_000, 30_000, 45_000, 60_000, 90_000, 120_000, 150_000),
    "so2": (0, 125, 350, 550, 800, 1600, 2100, 2630),
    "no2": (0, 100, 200, 700, 1200, 2350, 3100, 3850),
    "pm10": (0, 50, 150, 250, 350, 420, 500, 600),
    "pm25": (0, 25, 50, 80, 150, 250, 350, 500),
}

_BANDS = (
    Band(
        code="good",
        low=0,
        high=50,
        name_vi="Tốt",
        name_en="Good",
        colour_vi="Xanh",
        colour_en="Green",
        hex="#00E400",
        advice_vi=Advice(
            effect="Không khí không gây hại cho sức khỏe.",
            public="Sinh hoạt ngoài trời như thường lệ.",
            sensitive="Sinh hoạt ngoài trời như thường lệ.",
        ),
        advice_en=Advice(
            effect="The air does no harm to health.",
            public="Be outdoors as usual.",
            sensitive="Be outdoors as usual.",
        ),
    ),
    Band(
        code="moderate",
        low=51,
        high=100,
        name_vi="Trung bình",
        name_en="Moderate",
        colour_vi="Vàng",
        colour_en="Yellow",
        hex="#FFFF00",
        advice_vi=Advice(
            effect="Chấp nhận được; người nhạy cảm có thể thấy ảnh hưởng nhẹ.",
            public="Sinh hoạt ngoài trời như thường lệ.",
            sensitive="Vẫn có thể ra ngoài; để ý nếu thấy ho hoặc khó thở.",
        ),
        advice_en=Advice(
            effect="Acceptable; sensitive people may feel a slight effect.",
            public="Be outdoors as usual.",
            sensitive="You may stay outdoors; watch for cough or short breath.",
        ),
    ),
    Band(
        code="poor",
        low=101,
        high=150,
        name_vi="Kém",
        name_en="Poor",
        colour_vi="Da cam",
        colour_en="Orange",
        hex="#FF7E00",
        advice_vi=Advice(
            effect="Người nhạy cảm có triệu chứng; người khác ít bị ảnh hưởng.",
            public="Ai thấy cay mắt, rát họng nên bớt thời gian ở ngoài. Học sinh vẫn ra chơi được "
            "nhưng không nên vận động kéo dài.",
            sensitive="Bớt vận động nặng và bớt thời gian ở ngoài trời. Người hen suyễn có thể cần "
            "dùng thuốc thường xuyên hơn.",
        ),
        advice_en=Advice(
            effect="Sensitive people have symptoms; others feel little.",
            public="With sore eyes or throat, spend less time outdoors. Pupils may go out but "
            "should not exercise for long.",
            sensitive="Cut down strenuous activity and time outdoors. People with asthma may need "
            "their medicine more often.",
        ),
    ),
    Band(
        code="bad",
        low=151,
        high=200,
        name_vi="Xấu",
        name_en="Bad",
        colour_vi="Đỏ",
        colour_en="Red",
        hex="#FF0000",
        advice_vi=Advice(
            effect="Mọi người bắt đầu bị ảnh hưởng; người nhạy cảm bị ảnh hưởng nặng hơn.",
            public="Bớt vận động nặng ngoài trời, không tập luyện kéo dài, nghỉ trong nhà "
            "nhiều hơn.",
            sensitive="Nên ở trong nhà; nếu phải ra ngoài, đeo khẩu trang đạt chuẩn.",
        ),
        advice_en=Advice(
            effect="Everyone begins to be affected, sensitive people seriously.",
            public="Reduce strenuous activity outdoors, avoid long exercise, rest indoors more.",
            sensitive="Stay indoors; if you must go out, wear a mask that meets the standards.",
        ),
    ),
    Band(
        code="very-bad",
        low=201,
        high=300,
        name_vi="Rất xấu",
        name_en="Very bad",
        colour_vi="Tím",
        colour_en="Purple",
        hex="#8F3F97",
        advice_vi=Advice(
            effect="Cảnh báo sức khỏe: mọi người bị ảnh hưởng nặng hơn.",
            public="Hạn chế tối đa ra ngoài, chuyển hoạt động vào trong nhà; đeo khẩu trang khi "
            "ra ngoài.",
            sensitive="Ở trong nhà và bớt vận động nặng.",
        ),
        advice_en=Advice(
            effect="Health alert: everyone is affected more seriously.",
            public="Keep outdoor activity to a minimum and move indoors; wear a mask outside.",
            sensitive="Stay indoors and reduce strenuous activity.",
        ),
    ),
    Band(
        code="hazardous",
        low=301,
        high=500,
        name_vi="Nguy hại",
        name_en="Hazardous",
        colour_vi="Nâu",
        colour_en="Brown",
        hex="#7E0023",
        advice_vi=Advice(
            effect="Khẩn cấp: sức khỏe của toàn dân bị ảnh hưởng nặng.",
            public="Ở trong nhà, đóng cửa ra vào và cửa sổ; đeo khẩu trang nếu phải ra ngoài.",
            sensitive="Ở trong nhà, đóng cửa ra vào và cửa sổ; đeo khẩu trang nếu phải ra ngoài.",
        ),
        advice_en=Advice(
            effect="Emergency: the whole population is seriously affected.",
            public="Stay indoors and close doors and windows; wear a mask if you must go out.",
            sensitive="Stay indoors and close doors and windows; wear a mask if you must go out.",
        ),
    ),
)

VN_AQI_2019 = Scale(
    id="vn_aqi:2019",
    name_vi="VN_AQI theo Quyết định 1459/QĐ-TCMT",
    name_en="VN_AQI by Decision 1459/QĐ-TCMT",
    source="Quyết định 1459/QĐ-TCMT, 12/11/2019",
    in_force=date(2019, 11, 12),
    verified=True,
    corners={
        name: tuple(zip(map(float, column), map(float, _INDEX), strict=False))
        for name, column in _CONCENTRATIONS.items()
    },
    bands=_BANDS,
    steps={},
    needs_particles=True,
)
VN_AQI = (VN_AQI_2019,)
