"""What dish do these words name? A dictionary of a Korean restaurant's dishes, in Korean and in English.

A Korean name ends in what the dish is (치킨 샐러드), and so does an English one (kimchi fried rice): of the words
found, the longest hide those inside them, and the last one left counts. A sentence goes on after its dish, so only the
first clause that names one is read.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sajangpick.motion.heat import Heat, heat_of


class Food(StrEnum):
    """What kind of dish: how it lies on a table, and how one looks at it."""

    STEW = "stew"
    SOUP = "soup"
    NOODLE_SOUP = "noodle soup"
    NOODLES = "noodles"
    RICE = "rice"
    ROLLS = "rolls"
    SUSHI = "sushi"
    GRILL = "grill"
    STEAK = "steak"
    FISH = "fish"
    FRIED = "fried"
    DUMPLINGS = "dumplings"
    TTEOKBOKKI = "tteokbokki"
    JEON = "jeon"
    PIZZA = "pizza"
    BURGER = "burger"
    SALAD = "salad"
    COFFEE = "coffee"
    DRINK = "drink"
    BINGSU = "bingsu"
    CAKE = "cake"
    BREAD = "bread"
    TABLE = "table"


class Tone(StrEnum):
    """The colour that one sees first: of a broth, a sauce, a cream or a drink."""

    RED = "red"
    BROWN = "brown"
    WHITE = "white"
    CLEAR = "clear"
    BLACK = "black"
    CREAM = "cream"
    GOLD = "gold"
    GREEN = "green"
    YELLOW = "yellow"
    PINK = "pink"


@dataclass(frozen=True, slots=True)
class MenuWord:
    """A dish by its names."""

    korean: str
    english: str
    food: Food
    tone: Tone


def read_menu(words: str) -> MenuWord | None:
    """The dish that these words name, or None."""
    text = unicodedata.normalize("NFC", words).lower()
    found = next(filter(None, map(_in_clause, _CLAUSES.split(text))), None)
    if found and found.food is Food.COFFEE and heat_of(text) is Heat.COLD:
        return MenuWord(f"아이스 {found.korean}", f"iced {found.english}", Food.DRINK, found.tone)
    return found


def _in_clause(clause: str) -> MenuWord | None:
    """The last of the dishes in it; of names that overlap, the longest."""
    kept: list[tuple[int, int]] = []
    spans = [match.span(1) for match in _NAMES.finditer(clause)]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if all(end <= first or start >= last for first, last in kept):
            kept.append((start, end))
    return _DICTIONARY[clause[slice(*max(kept))]] if kept else None


# Clauses end at punctuation, and before what only lies beside the dish.
_CLAUSES: Final = re.compile(
    r"[.,;:!?()\[\]\"'“”‘’/\n·|]+|\b(?:with|beside|served|next to|and)\b|곁들인|올린|얹은|들어간|넣은"
)

# kind tone: korean=english, …; further names of the same dish are joined by |.
_MENU: Final = """
stew red: 김치찌개|김치찜|묵은지찜=kimchi stew|kimchi jjigae; 순두부찌개|순두부=soft tofu stew|sundubu;
 부대찌개=spicy sausage stew|army stew|budae jjigae; 육개장=spicy shredded beef soup;
 짬뽕탕=spicy seafood stew; 매운탕|알탕=spicy fish stew; 해물탕|해물찜|꽃게탕=spicy seafood hotpot;
 감자탕|뼈해장국=pork backbone stew; 닭볶음탕|닭도리탕=braised spicy chicken; 마라탕=mala hotpot|malatang;
 전골|곱창전골=hotpot; 짜글이=thick pork stew; 찌개=stew|jjigae|casserole; 두루치기=spicy braised pork;
 아귀찜|아구찜=braised monkfish; 동태탕|대구탕=cod stew
stew brown: 된장찌개=soybean paste stew|doenjang jjigae; 청국장=rich soybean stew;
 찜닭|안동찜닭=soy-braised chicken; 갈비찜=braised short ribs|galbijjim; 스키야키=sukiyaki; 스튜=beef stew;
 카레|커리=curry; 조림=braised dish
stew yellow: 계란찜|달걀찜=steamed egg|gyeranjjim
soup white: 설렁탕=ox bone soup|seolleongtang; 곰탕|사골=beef bone soup;
 삼계탕=ginseng chicken soup|samgyetang; 돼지국밥=pork and rice soup; 순대국|순댓국=sundae soup;
 떡국=rice cake soup; 떡만둣국=rice cake dumpling soup; 누룽지탕=scorched rice soup;
 백숙|닭한마리=whole chicken in broth; 수프|스프=cream soup|soup; 도가니탕=ox knee soup;
 죽|전복죽=rice porridge|porridge
soup clear: 갈비탕=short rib soup|galbitang; 미역국=seaweed soup; 콩나물국밥=bean sprout rice soup;
 샤브샤브=shabu-shabu; 북어국|황태해장국=dried pollack soup; 만둣국|만두국=dumpling soup;
 어묵탕|오뎅탕|오뎅|어묵=fish cake soup; 국밥=rice soup; 조개탕|홍합탕=clam soup;
 밀푀유나베|나베=mille-feuille nabe; 추어탕=loach soup; 해장국=hangover soup
soup red: 똠얌꿍|똠얌=tom yum
noodle-soup clear: 칼국수=knife-cut noodle soup|kalguksu; 잔치국수|국수=banquet noodles|noodle soup;
 쌀국수=rice noodle soup|pho; 우동=udon; 온소바|온메밀=warm soba; 수제비=hand-torn noodle soup;
 물냉면|냉면=cold buckwheat noodles|naengmyeon; 막국수=buckwheat noodles; 밀면=wheat noodles in cold broth;
 우육면=beef noodle soup; 냉모밀|메밀소바|소바=cold soba|soba
noodle-soup red: 짬뽕=spicy seafood noodle soup|jjamppong; 라면=ramyeon|instant noodles;
 탄탄면=dan dan noodles
noodle-soup white: 라멘|돈코츠라멘=ramen|tonkotsu; 콩국수=noodles in chilled soybean milk
noodles red: 비빔국수=spicy mixed noodles; 비빔냉면|회냉면=spicy cold noodles; 쫄면=chewy spicy noodles;
 파스타|스파게티|토마토파스타|아라비아따=tomato pasta|pasta|spaghetti|noodles; 라자냐=lasagna
noodles black: 짜장면|자장면|간짜장|짜장|쟁반짜장=black bean noodles|jajangmyeon
noodles cream: 까르보나라|카르보나라|크림파스타=carbonara|cream pasta; 투움바파스타=rose cream pasta;
 뇨끼=gnocchi; 알리오올리오|봉골레=oil pasta|vongole; 리조또|리조토=risotto; 로제파스타=rosé pasta
noodles brown: 야끼소바|야키소바|볶음면=fried noodles|yakisoba|chow mein; 팟타이=pad thai;
 잡채=glass noodles|japchae; 마라샹궈=mala stir-fry
rice red: 비빔밥|돌솥비빔밥|육회비빔밥=bibimbap; 김치볶음밥=kimchi fried rice; 제육덮밥=spicy pork over rice;
 회덮밥=raw fish bibimbap; 오징어덮밥=spicy squid over rice
rice brown: 덮밥|규동|가츠동|부타동|오야코동|텐동=rice bowl|donburi|gyudon|katsudon;
 불고기덮밥=bulgogi rice bowl; 솥밥|돌솥밥=pot rice; 볶음밥=fried rice; 하이라이스=hayashi rice;
 도시락=lunch box|bento
rice pink: 사케동|연어덮밥|연어동=salmon rice bowl; 카이센동|지라시=chirashi; 포케|포케볼=poke bowl|poke
rice yellow: 오므라이스=omelette rice|omurice; 카레라이스|카레덮밥=curry rice; 빠에야|파에야=paella
rice white: 백반|쌀밥|공깃밥=bowl of rice
rolls green: 김밥|충무김밥|참치김밥=gimbap|kimbap; 후토마키|롤=sushi roll; 유부초밥=stuffed tofu rolls;
 월남쌈=fresh rice paper rolls
sushi pink: 초밥|스시|오마카세|모둠초밥|연어초밥=sushi|nigiri|omakase;
 회|모둠회|활어회|광어회|연어회|사시미|참치회|숙성회=sashimi; 연어=salmon; 육회=beef tartare|yukhoe;
 간장새우|새우장=soy-marinated shrimp
grill brown: 삼겹살|오겹살|대패삼겹살|냉삼=grilled pork belly|samgyeopsal|pork belly;
 목살|항정살=grilled pork neck|grilled pork;
 갈비|소갈비|돼지갈비|LA갈비|엘에이갈비=grilled ribs|galbi|short ribs; 불고기=bulgogi;
 차돌박이|우삼겹=grilled beef brisket; 곱창|막창|대창=grilled intestines;
 한우|등심|안심|꽃등심=grilled Korean beef|grilled beef|hanwoo;
 구이|숯불구이|직화구이=charcoal grill|grilled meat; 바비큐|바베큐=barbecue|bbq;
 떡갈비=grilled short rib patties; 족발|보쌈|수육=sliced braised pork|bossam|jokbal;
 훈제오리|오리=smoked duck|duck; 꼬치|닭꼬치=grilled skewers|skewers|yakitori; 등갈비|폭립=pork ribs
grill red: 제육볶음|제육=spicy stir-fried pork; 닭갈비=spicy stir-fried chicken|dakgalbi;
 낙지볶음|쭈꾸미|주꾸미=spicy octopus; 오징어볶음=spicy squid; 주물럭|볶음=spicy stir-fry|stir-fry;
 닭발|불닭=fiery chicken; 감바스=gambas al ajillo
steak brown: 스테이크|채끝|티본=steak|ribeye|sirloin|tenderloin; 함박|함박스테이크=hamburg steak;
 양갈비=lamb chops
fish brown: 고등어구이|고등어=grilled mackerel|mackerel; 생선구이=grilled fish|fish;
 갈치구이|갈치조림=cutlassfish; 장어|장어구이=grilled eel|eel; 조기|굴비=yellow croaker
fish red: 새우구이|새우|대하=grilled shrimp|shrimp|prawn; 조개구이=grilled clams;
 대게|킹크랩|간장게장|게장=crab; 랍스터=lobster
fried gold: 치킨|후라이드|후라이드치킨|통닭|프라이드치킨=fried chicken|crispy chicken|chicken;
 돈까스|돈가스|생선까스=pork cutlet|tonkatsu; 튀김|새우튀김|덴뿌라=tempura|fritters;
 탕수육|꿔바로우=sweet-sour pork; 감자튀김=french fries|fries; 고로케=croquettes; 핫도그=corn dog;
 오징어튀김=fried squid; 치킨텐더|너겟=chicken tenders|nuggets
fried red: 양념치킨|닭강정|깐풍기=sweet-spicy fried chicken|yangnyeom chicken;
 마늘치킨|간장치킨=soy garlic fried chicken|buffalo wings|wings
dumplings white: 만두|찐만두|왕만두|고기만두=dumplings|dumpling|mandu;
 딤섬|샤오롱바오|소룡포=dim sum|soup dumplings; 찐빵|호빵=steamed buns
dumplings gold: 군만두|튀김만두=pan-fried dumplings|gyoza
tteokbokki red: 떡볶이|국물떡볶이|로제떡볶이|라볶이=spicy rice cakes|tteokbokki; 순대볶음=stir-fried sundae;
 떡꼬치=rice cake skewers
jeon gold: 파전=green onion pancake|pajeon; 해물파전=seafood pancake;
 전|모듬전|부침개|육전=savoury pancakes|jeon; 감자전|녹두전|빈대떡=mung bean pancake; 김치전=kimchi pancake;
 오코노미야끼|오코노미야키=okonomiyaki; 팬케이크|핫케이크=pancakes|pancake; 오믈렛=omelette;
 호떡=sweet filled pancake; 또띠아|퀘사디아=quesadilla
pizza red: 피자|페퍼로니피자|화덕피자=pizza|pepperoni pizza|margherita
burger brown: 버거|햄버거|수제버거|치즈버거=burger|hamburger|cheeseburger
salad green: 샐러드|시저샐러드|치킨샐러드|콥샐러드|연어샐러드=salad|caesar salad; 쌈밥|쌈채소=leaf wraps;
 부리또볼=burrito bowl; 나물=seasoned greens; 카프레제|부라타=burrata salad; 브런치=brunch plate|brunch
coffee brown: 커피|핸드드립|드립커피=coffee; 아메리카노=americano; 에스프레소=espresso
coffee cream: 라떼|카페라떼=latte; 바닐라라떼=vanilla latte; 카푸치노=cappuccino; 플랫화이트=flat white;
 카페모카=caffè mocha; 마끼아또|마키아토=macchiato; 밀크티|짜이=milk tea; 핫초코|코코아=hot chocolate|cocoa
coffee green: 말차라떼|녹차라떼|말차=matcha latte|matcha
coffee clear: 녹차=green tea; 홍차|차=black tea|tea; 쌍화차|대추차=herbal tea; 유자차=yuzu tea
drink brown: 아이스아메리카노|아이스커피|콜드브루|아아=iced americano|iced coffee|cold brew; 콜라=cola;
 수정과=cinnamon punch; 아이스티=iced tea
drink cream: 아이스라떼|아이스 라떼=iced latte; 버블티=bubble tea; 식혜=sweet rice punch; 막걸리=makgeolli;
 미숫가루=roasted grain drink; 아인슈페너=einspanner
drink gold: 맥주|생맥주|수제맥주=draft beer|beer
drink yellow: 하이볼=highball; 유자에이드=yuzu ade; 위스키=whisky; 레몬에이드|레모네이드=lemonade;
 오렌지주스|주스=orange juice|juice; 망고스무디|스무디=mango smoothie|smoothie
drink pink: 딸기라떼|딸기우유=strawberry latte; 자몽에이드|에이드=grapefruit ade|ade; 칵테일=cocktail;
 와인=wine; 수박주스=watermelon juice; 딸기스무디=strawberry smoothie
drink green: 모히토|청포도에이드=mojito|green grape ade; 녹차프라페|말차프라페=matcha frappe; 소주=soju
bingsu red: 팥빙수|빙수=bingsu|red bean bingsu|shaved ice
bingsu yellow: 망고빙수=mango bingsu; 멜론빙수=melon bingsu
bingsu brown: 인절미빙수=injeolmi bingsu|roasted soybean bingsu; 초코빙수=chocolate bingsu
bingsu pink: 딸기빙수=strawberry bingsu; 과일빙수=fruit bingsu; 요거트볼|아사이볼=yogurt bowl|acai bowl
bingsu cream: 아이스크림|젤라또|젤라토|소프트아이스크림=ice cream|gelato; 파르페|선데이=parfait|sundae;
 아포가토=affogato
bingsu green: 말차빙수|녹차빙수=matcha bingsu
cake cream: 케이크|생크림케이크|치즈케이크|쇼트케이크=cake|cheesecake; 푸딩|판나코타=pudding; 마카롱=macarons;
 도넛=doughnuts|donut
cake pink: 딸기케이크|딸기생크림케이크=strawberry cake; 과일타르트|타르트=fruit tart|tart
cake brown: 초코케이크|티라미수|브라우니|가토쇼콜라=chocolate cake|tiramisu|brownie; 당근케이크=carrot cake
cake green: 말차케이크|녹차케이크=matcha cake
bread gold: 빵|식빵|소금빵|크루아상|크로와상|크로플=bread|salt bread|croissant|croffle; 베이글=bagel;
 바게트|깜빠뉴=sourdough|baguette; 와플=waffle; 스콘|머핀|쿠키=scones|muffin|cookies;
 붕어빵=fish-shaped pastry; 토스트|프렌치토스트=toast|french toast; 샌드위치|파니니=sandwich|panini;
 약과=honey pastry; 츄러스=churros; 만쥬|호두과자=walnut cakes
table brown: 한정식|정식|한상|백반정식|상차림|코스요리|코스=full Korean table|set menu|banchan;
 안주=bar snacks
"""


def _dictionary() -> dict[str, MenuWord]:
    names: dict[str, MenuWord] = {}
    for heading, dishes in re.findall(r"^([a-z-]+ [a-z]+): (.+(?:\n .+)*)", _MENU, re.MULTILINE):
        kind, color = heading.split()
        food, tone = Food(kind.replace("-", " ")), Tone(color)
        for dish in dishes.split(";"):
            korean, _, english = (part.strip() for part in dish.partition("="))
            for name in korean.split("|"):
                names[name.lower()] = MenuWord(name, english.split("|")[0], food, tone)
            for name in english.split("|"):
                names[name.lower()] = MenuWord(korean.split("|")[0], name, food, tone)
    return names


_DICTIONARY: Final = _dictionary()
# Korean words run together (수제치즈돈까스), English ones do not; a Korean name of one letter ends its word.
_NAMES: Final = re.compile(
    "(?=(" + "|".join(
        rf"(?<![a-z]){re.escape(name)}(?=(?:e?s)?(?![a-z]))" if name[0] < "가"
        else rf"{re.escape(name)}(?![가-힣])" if len(name) == 1
        else re.escape(name)
        for name in sorted(_DICTIONARY, key=len, reverse=True)
    ) + "))"
)  # fmt: skip
