"""Passwords: which are taken, how they are kept (argon2id), and a check whose time tells nothing."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sajangpick.errors import BadInput

# OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane; 64 people may sign in at once in 1.2 GB.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The hash of a forgotten random secret: whoever is unknown is checked against it, and so takes as long as anybody.
_STAND_IN = "$argon2id$v=19$m=19456,t=2,p=1$tjaklgeod3wAQnaSuW4J4g$34xBdyADB0GFiRtM+2bLkV0KRyyQKRjxUXPs06FEFWc"
# NIST SP 800-63B: at least 8; and no more than anybody types, because a long one costs us time.
_SHORTEST_LETTERS = 8
LONGEST_LETTERS = 200
_FEWEST_DIFFERENT_LETTERS = 4
# The ones tried first, here and elsewhere (SP 800-63B asks for such a list); shorter ones are refused anyway.
_TRIED = """
    password password1 password12 password123 password1! passw0rd p@ssw0rd p@ssword 12345678 123456789 1234567890
    12341234 11223344 12344321 87654321 987654321 0123456789 q1w2e3r4 1q2w3e4r 1q2w3e4r! 1q2w3e4r5t qwer1234 qwer1234!
    asdf1234 asdf1234! zxcv1234 zaq12wsx 1qaz2wsx qazwsxedc qwertyui qwertyuiop qwerty12 qwerty123 asdfghjk asdfghjkl
    zxcvbnm1 abcd1234 abcd1234! abc12345 abc123456 a1234567 a12345678 a123456789 aa123456 aa12345678 iloveyou
    iloveyou1 sunshine princess football baseball superman welcome1 letmein1 monkey12 dragon12 trustno1 starwars
    whatever computer internet samsung1 korea123 dkssudgktpdy tkfkdgody tkfkdgo1 rlaclwlro sajangpick sajangpick1
    admin123 admin1234 administrator changeme
"""
_TRIED_FIRST = frozenset(_TRIED.split())


def require_good(password: str, *, email: str) -> None:
    """BadInput if it is too short, too long, or among the first that anybody would try."""
    plain = _normal(password)
    letters = plain.casefold()
    if len(plain) < _SHORTEST_LETTERS:
        raise BadInput("비밀번호가 너무 짧아요.", hint=f"{_SHORTEST_LETTERS}자 이상으로 정해 주세요.")
    if len(plain) > LONGEST_LETTERS:
        raise BadInput("비밀번호가 너무 길어요.", hint=f"{LONGEST_LETTERS}자까지 쓸 수 있어요.")
    is_own_name = letters in (email.casefold(), email.casefold().partition("@")[0])
    if letters in _TRIED_FIRST or is_own_name or len(set(letters)) < _FEWEST_DIFFERENT_LETTERS:
        raise BadInput("너무 쉽게 알아낼 수 있는 비밀번호예요.", hint="낱말 몇 개를 이어 길게 정해 주세요.")


async def hashed(password: str) -> str:
    """How the password is kept; in a thread, because slowness is the point of it."""
    return await asyncio.to_thread(_HASHER.hash, _normal(password))


async def fits(password: str, kept: str | None) -> bool:
    """Whether it is the one that was kept; as slow if none was."""
    return await asyncio.to_thread(_fits, _normal(password), kept)


def is_outdated(kept: str) -> bool:
    """Whether it was hashed otherwise than is done today, and should be again at the next chance."""
    return _HASHER.check_needs_rehash(kept)


def _fits(password: str, kept: str | None) -> bool:
    try:
        return _HASHER.verify(kept or _STAND_IN, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    # One keyboard sends 한 as one letter, another as three; both mean the same.
    return unicodedata.normalize("NFKC", password)
