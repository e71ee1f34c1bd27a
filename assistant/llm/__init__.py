"""Language models: one seam, and its adapters `ollama | embedded | openai`; `none` is no model at all.

seam.py       what a model is: messages in, text out in pieces
choose.py     which engine the settings lead to, and why, in words
embedded.py   llama.cpp in this process          weights.py   its weights, fetched in parts
ollama.py, openai.py   what a server offers      langchain.py the conversation with a server
scripted.py   replies written beforehand, offline
"""

from assistant.llm.choose import Opened, open_model
from assistant.llm.seam import ChatModel, Message, Profile, Schema, complete

__all__ = ["ChatModel", "Message", "Opened", "Profile", "Schema", "complete", "open_model"]
