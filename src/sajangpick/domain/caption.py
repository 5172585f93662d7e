"""The text to paste beside a short: the owner's own words, then hashtags; no praise of ours."""

import re

from sajangpick.domain.order import Order

# Instagram takes 30, and reads more than about ten as spam.
MOST_HASHTAGS = 8
NOTICE = "이 영상은 사진을 바탕으로 AI로 제작했습니다."


def caption(order: Order) -> str:
    """Menu and price, shop and place, the notice the law asks for, and hashtags, ready to paste."""
    dish, shop = order.dish, order.shop
    price = f"{dish.price.digits}원"
    if dish.price.before is not None:
        price = f"{dish.price.before:,}원 → {price}"
    where = " · ".join(filter(None, [shop.name, shop.address]))
    reach = " · ".join(filter(None, [f"☎ {shop.phone}" if shop.phone else "", shop.hours]))
    paragraphs = [
        "\n".join(filter(None, [f"{dish.menu} {price}", where, reach])),
        NOTICE,
        " ".join(f"#{tag}" for tag in hashtags(order)),
    ]
    return "\n\n".join(paragraphs) + "\n"


def hashtags(order: Order) -> tuple[str, ...]:
    """Tags from the menu, the shop and its district, without duplicates; letters, digits and underscores only."""
    districts = re.findall(r"\b[가-힣]{1,5}(?:시|군|구|동|읍|면)\b", order.shop.address)
    words = [order.dish.menu, *re.split(r"\s+", order.dish.menu), order.shop.name, *districts, "오늘의메뉴", "AI로제작"]
    tags = dict.fromkeys(tag for tag in (re.sub(r"[^\w]", "", word) for word in words) if len(tag) > 1)
    return tuple(tags)[:MOST_HASHTAGS]
