def suggest_words(s):
    return {"text": []}
