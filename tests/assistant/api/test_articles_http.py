"""From a citation to the article that holds it, whole; and to the page of the PDF it is printed on."""

from pathlib import Path

from starlette.testclient import TestClient

WORDS = ("The keeper lights the lamp before dusk", "the keeper sounds the horn", "Visitors leave before dusk")


def test_the_article_of_a_provision_comes_whole_and_each_word_once(tower: TestClient) -> None:
    article = tower.get("/api/articles/tower-rules%23sec_lamp.par_1", params={"lang": "en"}).json()
    assert (article["anchor"], article["asked"]) == ("tower-rules#sec_lamp", "tower-rules#sec_lamp.par_1")
    assert (article["document"], article["title"], article["headings"]) == ("tower-rules", "Rules of the tower", ["The lamp"])
    text = "\n".join(passage["text"] for passage in article["passages"])
    assert [text.count(words) for words in WORDS] == [1, 1, 1]
    assert (article["previous"], article["next"]) == (None, "tower-rules#sec_visitors")
    assert set(article["langs"]) == {"fr", "en"}
    assert article["digest"] is None
    assert article["page"] is None


def test_the_article_comes_in_the_language_asked_for_else_in_the_one_there_is(tower: TestClient) -> None:
    french = tower.get("/api/articles/tower-rules%23sec_lamp", headers={"accept-language": "fr"}).json()
    assert (french["lang"], french["headings"]) == ("fr", ["La lampe"])
    only = tower.get("/api/articles/hostile%23sec_odd", params={"lang": "fr"}).json()
    assert only["lang"] == "en"


def test_a_version_is_read_by_its_name(tower: TestClient) -> None:
    (now,) = [v for v in tower.get("/api/articles/tower-rules%23sec_lamp?lang=en").json()["versions"] if v["lang"] == "en"]
    named = tower.get("/api/articles/tower-rules%23sec_lamp", params={"lang": "en", "version": now["version"]})
    assert named.json()["version"] == now["version"]
    other = tower.get("/api/articles/tower-rules%23sec_lamp", params={"lang": "en", "version": "1871"})
    assert (other.status_code, other.json()["key"]) == (404, "anchor_unknown")


def test_what_is_no_provision_is_a_problem_that_says_so(tower: TestClient) -> None:
    unknown = tower.get("/api/articles/tower-rules%23sec_nowhere", headers={"accept-language": "fr"})
    assert (unknown.status_code, unknown.json()["key"]) == (404, "anchor_unknown")
    malformed = tower.get("/api/articles/tower-rules")
    assert (malformed.status_code, malformed.json()["key"]) == (422, "anchor_syntax")


def test_a_provision_of_a_pdf_leads_to_the_picture_of_its_page(tower: TestClient) -> None:
    page = tower.get("/api/articles/handbook%23pag_1.par_1").json()["page"]
    assert page["number"] == 1
    left, top, right, bottom = page["boxes"][0]
    assert 60 < left < 80 < right < 400
    assert 70 < top < bottom < 140
    drawn = tower.get(page["image"])
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")
    # The size stands after the signature and the name of the first part: 2 pixels a point.
    assert [int.from_bytes(drawn.content[at : at + 4]) for at in (16, 20)] == [2 * 612, 2 * 792]


def test_there_is_no_picture_of_what_is_not_a_page_of_the_index(tower: TestClient) -> None:
    image = tower.get("/api/articles/handbook%23pag_1").json()["page"]["image"]
    beyond = image.replace("/1.png", "/2.png")
    elsewhere = image.replace("handbook", "..%2F..%2Fetc%2Fpasswd")
    rules = tower.get("/api/articles/tower-rules%23sec_lamp?lang=en").json()["version"]
    for address in (beyond, elsewhere, f"/api/pages/tower-rules/{rules}/en/1.png"):
        missing = tower.get(address)
        assert missing.status_code == 404, address
    assert tower.get(beyond).json()["key"] == "page_missing"
    assert tower.get(image.replace("/1.png", "/0.png")).status_code == 422


def test_a_pdf_that_changed_since_it_was_read_is_not_shown(tower: TestClient, house: Path) -> None:
    file = house / "handbook.pdf"
    image = tower.get("/api/articles/handbook%23pag_1").json()["page"]["image"]
    before = file.read_bytes()
    try:
        file.write_bytes(before.replace(b"noon", b"dawn"))
        assert tower.get(image).json()["key"] == "page_missing"
        assert tower.get("/api/articles/handbook%23pag_1").json()["page"] is None
    finally:
        file.write_bytes(before)
    assert tower.get(image).status_code == 200
