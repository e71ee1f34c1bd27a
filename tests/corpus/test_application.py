"""When a provision applies, as Article 113 of the AI Act says it since July 2026, and the GDPR in its Article 99."""

from datetime import date

import pytest

from corpus.anchors import parse
from corpus.application import application, exceptions, say_application

# Read in the official texts, not in the table.
APPLIES = {
    "gdpr#art_1": "2018-05-25",
    "gdpr#art_99.par_1": "2018-05-25",
    "ai-act#art_4": "2025-02-02",
    "ai-act#art_4.par_2": "2025-02-02",
    "ai-act#art_5.par_1.pnt_a": "2025-02-02",
    "ai-act#art_5.par_1.pnt_ba": "2026-12-02",
    "ai-act#art_5.par_1b": "2026-12-02",
    "ai-act#art_4a.par_1": "2026-07-27",
    "ai-act#art_6.par_1": "2027-12-02",
    "ai-act#art_6.par_5": "2026-08-02",
    "ai-act#art_27": "2027-12-02",
    "ai-act#art_28": "2025-08-02",
    "ai-act#art_39": "2025-08-02",
    "ai-act#art_40": "2026-08-02",
    "ai-act#art_50": "2026-08-02",
    "ai-act#art_53": "2025-08-02",
    "ai-act#art_60a": "2026-08-02",
    "ai-act#art_70": "2025-08-02",
    "ai-act#art_75d": "2026-08-02",
    "ai-act#art_78": "2025-08-02",
    "ai-act#art_99": "2025-08-02",
    "ai-act#art_101": "2026-08-02",
    "ai-act#art_110": "2026-07-27",
    "ai-act#art_111": "2026-08-02",
    "ai-act#anx_III.pnt_4": "2027-12-02",
    "ai-act#anx_XI": "2025-08-02",
    "ai-act#anx_VIII": "2026-08-02",
}


@pytest.mark.parametrize("anchor", APPLIES)
def test_a_provision_applies_from_the_date_its_act_says(anchor: str) -> None:
    when = application(parse(anchor))
    assert when is not None
    assert when.start == date.fromisoformat(APPLIES[anchor])


def test_high_risk_duties_start_later_for_products() -> None:
    when = application(parse("ai-act#art_26"))
    assert when is not None
    assert when.products == date(2028, 8, 2)


def test_parts_with_a_date_of_their_own_are_told_with_the_whole() -> None:
    parts = [[str(part) for part in of] for of in exceptions(parse("ai-act#art_5"))]
    assert parts == [["ai-act#art_5.par_1.pnt_ba", "ai-act#art_5.par_1.pnt_bb", "ai-act#art_5.par_1a", "ai-act#art_5.par_1b"]]
    assert exceptions(parse("ai-act#art_50")) == {}


@pytest.mark.parametrize(
    ("anchor", "english", "french"),
    [
        (
            "ai-act#art_50",
            "Under Article 113, this provision applies from 2 August 2026.",
            "Selon l’article 113, cette disposition s’applique à partir du 2 août 2026.",
        ),
        (
            "ai-act#anx_XI",
            "Like Article 53, this annex applies from 2 August 2025 (Article 113(b)).",
            "Comme l’article 53, cette annexe s’applique à partir du 2 août 2025 (article 113, point b)).",
        ),
        (
            "ai-act#art_4a",
            "Inserted later, this provision applies from 27 July 2026, the day it came into force.",
            "Insérée plus tard, cette disposition s’applique à partir du 27 juillet 2026, jour de son entrée en vigueur.",
        ),
        ("nist-ai-rmf#sub_GOVERN-1-1", "", ""),
    ],
)
def test_it_is_said_in_both_languages(anchor: str, english: str, french: str) -> None:
    assert say_application(parse(anchor), "en") == english
    assert say_application(parse(anchor), "fr") == french
