"""How far a model is trusted, from its name."""

import pytest

from assistant.llm import Profile
from assistant.llm.seam import profile_of


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("embedded/qwen2.5-coder-1.5b-instruct-q4_k_m", Profile.SMALL),
        ("ollama/qwen3:4b", Profile.SMALL),
        ("ollama/gemma3n:e4b", Profile.SMALL),
        ("ollama/mistral-small:latest", Profile.SMALL),
        ("openai/gpt-oss-20b", Profile.LARGE),
        ("ollama/qwen2.5:7b-instruct-q4_K_M", Profile.LARGE),
        ("ollama/mixtral:8x7b", Profile.LARGE),
        ("ollama/qwen3:30b-a3b", Profile.LARGE),
        ("openai/Llama-3.3-70B-Instruct", Profile.LARGE),
    ],
)
def test_a_model_is_trusted_by_its_size(name: str, profile: Profile) -> None:
    assert profile_of(name) is profile
