"""The forty universities, none of which exists: names, first years of levels, habits of their systems."""

from collections.abc import Iterator
from dataclasses import dataclass, field


# Code; names in Persian, English, Arabic; year of the foundation; highest level; size.
_TABLE = """
sepidar|دانشگاه سپیدار|Sepidar University|جامعة سبيدار|1348|doctorate|9
zagros|دانشگاه زاگرس نو|New Zagros University|جامعة زاغروس الجديدة|1354|doctorate|8
morvarid|دانشگاه مروارید جنوب|Southern Pearl University|جامعة لؤلؤة الجنوب|1367|master|6
nilgoon|دانشگاه نیلگون|Nilgoon University|جامعة نيلكون|1353|doctorate|8
aseman|دانشگاه آسمان شرق|Eastern Sky University|جامعة سماء الشرق|1350|doctorate|7
sarvestan-no|دانشگاه سروستان نو|New Sarvestan University|جامعة سروستان الجديدة|1366|doctorate|6
baharan|دانشگاه بهاران|Baharan University|جامعة بهاران|1368|master|5
kohan|دانشگاه کهن‌دیار|Kohandiar University|جامعة كهن ديار|1334|doctorate|9
shabahang|دانشگاه شباهنگ|Shabahang University|جامعة شباهنك|1371|master|4
darya|دانشگاه دریای مهر|Sea of Mehr University|جامعة بحر مهر|1370|master|5
arghavan|دانشگاه ارغوان|Arghavan University|جامعة أرغوان|1372|master|4
simorgh|دانشگاه صنعتی سیمرغ|Simorgh University of Technology|جامعة سيمرغ التقنية|1345|doctorate|8
damavand-e-sepid|دانشگاه دماوند سپید|White Peak University|جامعة القمة البيضاء|1374|master|4
ayneh|دانشگاه هنر آینه|Ayneh University of Arts|جامعة آينه للفنون|1359|master|3
tandorosti|دانشگاه علوم پزشکی تندرستی|Tandorosti University of Medical Sciences|جامعة تندرستي للعلوم الطبية|1364|medicine|6
shafa|دانشگاه علوم پزشکی شفابخش|Shafabakhsh University of Medical Sciences|جامعة شفابخش للعلوم الطبية|1367|medicine|5
mehregan|دانشگاه مهرگان|Mehregan University|جامعة مهركان|1369|doctorate|6
parvaz|دانشگاه صنعتی پرواز|Parvaz University of Technology|جامعة برواز التقنية|1377|master|4
golestan-e-danesh|دانشگاه گلستان دانش|Garden of Learning University|جامعة روضة المعرفة|1375|master|4
roshana|دانشگاه روشنا|Roshana University|جامعة روشنا|1365|doctorate|5
tirajeh|دانشگاه تیراژه|Tirajeh University|جامعة تيراجه|1380|bachelor|3
sahand-e-no|دانشگاه صنعتی سهند نو|New Sahand University of Technology|جامعة سهند الجديدة التقنية|1368|doctorate|5
afra|مؤسسهٔ آموزش عالی افرا|Afra Institute of Higher Education|معهد أفرا للتعليم العالي|1383|bachelor|2
nastaran|مؤسسهٔ آموزش عالی نسترن|Nastaran Institute of Higher Education|معهد نسترن للتعليم العالي|1384|bachelor|2
pegah|مؤسسهٔ آموزش عالی پگاه|Pegah Institute of Higher Education|معهد بكاه للتعليم العالي|1382|master|2
vahdat-e-sabz|مؤسسهٔ آموزش عالی کوشش سبز|Green Effort Institute of Higher Education|معهد الجهد الأخضر للتعليم العالي|1385|bachelor|2
ofogh|مؤسسهٔ آموزش عالی افق روشن|Bright Horizon Institute of Higher Education|معهد الأفق المشرق للتعليم العالي|1386|bachelor|2
setaregan|مؤسسهٔ آموزش عالی ستارگان|Setaregan Institute of Higher Education|معهد ستاركان للتعليم العالي|1387|bachelor|2
honarvar|آموزشکدهٔ هنرور|Honarvar Technical College|كلية هنرور التقنية|1362|associate|3
chekad|آموزشکدهٔ فنی چکاد|Chekad Technical College|كلية جكاد التقنية|1364|associate|3
kelk|آموزشکدهٔ کلک خیال|Kelk Technical College|كلية كلك التقنية|1378|associate|2
mahtab|دانشگاه پیام مهتاب|Mahtab Distance University|جامعة مهتاب للتعليم عن بعد|1367|master|8
nahal|دانشگاه تربیت معلم نهال|Nahal Teacher Training University|جامعة نهال لإعداد المعلمين|1338|master|6
yaghut|دانشگاه یاقوت شرق|Eastern Ruby University|جامعة ياقوت الشرق|1373|master|3
banafsheh|دانشگاه دخترانهٔ بنفشه|Banafsheh Women's University|جامعة بنفشه للبنات|1343|doctorate|4
hamoon|دانشگاه هامون نو|New Hamoon University|جامعة هامون الجديدة|1379|master|3
kavir|دانشگاه کویر سبز|Green Desert University|جامعة الصحراء الخضراء|1381|master|3
bandar|دانشگاه بندر مهتاب|Moonlight Port University|جامعة ميناء القمر|1376|master|3
shahab|دانشگاه شهاب دانش|Shahab University|جامعة شهاب المعرفة|1388|bachelor|2
faraz|دانشگاه فراز البرز نو|Faraz University|جامعة فراز|1390|bachelor|2
"""
_LEVELS = {
    "associate": (("associate", 0),),
    "bachelor": (("associate", 0), ("bachelor", 0)),
    "master": (("bachelor", 0), ("master", 6)),
    "doctorate": (("bachelor", 0), ("master", 4), ("doctorate", 12)),
    "medicine": (("bachelor", 0), ("professional_doctorate", 0), ("master", 15)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class University:
    """An institution, and what its education system is used to write.

    `levels` are what it may award, each with the Jalali year from which on; `size` its share of
    all graduates.
    """

    code: str
    name: str
    name_en: str
    name_ar: str
    founded: int
    size: int
    levels: dict[str, int] = field(default_factory=dict)
    has_persian_digits: bool = False
    has_gregorian_dates: bool = False
    has_arabic_letters: bool = False

    def may_award(self, level: str, year: int) -> bool:
        """Whether it may award this level in that year."""
        return level in self.levels and year >= self.levels[level]


def _universities() -> Iterator[University]:
    for number, line in enumerate(_TABLE.strip().splitlines()):
        code, name, name_en, name_ar, founded, highest, size = line.split("|")
        yield University(
            code=code,
            name=name,
            name_en=name_en,
            name_ar=name_ar,
            founded=int(founded),
            size=int(size),
            levels={level: int(founded) + after for level, after in _LEVELS[highest]},
            has_persian_digits=number % 3 == 1,
            has_gregorian_dates=number % 7 == 1,
            has_arabic_letters=number % 5 == 1,
        )


UNIVERSITIES: tuple[University, ...] = tuple(_universities())
