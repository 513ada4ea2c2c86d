"""How long parsing takes as a text grows, as a ratio, and how much memory: run `python benchmarks/bench_parse.py`.

Builds texts of n and 2n characters from sentences of its own, and parses each (paragraphs, sentences, clauses, words, the
words that the text proves). Prints the seconds, time(2n) / time(n), and the peak memory of the process.
"""

import argparse
import random
import sys
import time

from analysis import parse_speech, suggest_words

_SUBJECTS = "全区上下 各级干部 广大群众 镇村两级 有关部门 驻村队员 志愿者们 企业负责人".split()
_VERBS = "扎实推进 全面落实 统筹抓好 持续改善 认真总结 积极回应 坚决守住 稳步提高".split()
_OBJECTS = "春耕备耕 复工复产 农村道路 公共服务 营商环境 安全生产 防汛准备 校园食堂 “一门式”办理 老旧小区改造".split()


def write_text(length: int, seed: int = 0) -> str:
    """A text of about `length` characters: paragraphs of sentences with numbers, quotations and names."""
    chance = random.Random(seed)
    parts, size = [], 0
    while size < length:
        clauses = [chance.choice(_SUBJECTS) + chance.choice(_VERBS) + chance.choice(_OBJECTS) for _ in range(chance.randint(1, 4))]
        sentence = f"{'，'.join(clauses)}，完成{chance.randint(2, 98)}件" + chance.choice("。。。！；") + chance.choice(["", "", "\n"])
        parts.append(sentence)
        size += len(sentence)
    return "".join(parts)[:length]


def time_parse(text: str) -> float:
    """Seconds for all tables of a fresh speech."""
    speech = parse_speech(text)
    began = time.process_time()
    _ = speech.paragraphs, speech.clauses, speech.tokens, suggest_words(speech)
    return time.process_time() - began


def peak_megabytes() -> float | None:
    """The peak memory of this process, or None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def main() -> None:
    """Print the figures for n and 2n characters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=300_000, help="characters of the smaller text (default: 300000)")
    n = parser.parse_args().n
    time_parse(write_text(2000))
    small, large = min(time_parse(write_text(n)) for _ in range(3)), min(time_parse(write_text(2 * n)) for _ in range(3))
    print(f"{n:,} characters: {small:.2f} s; {2 * n:,} characters: {large:.2f} s; ratio {large / small:.2f}")
    memory = peak_megabytes()
    print(f"peak memory {memory:.0f} MB" if memory else "peak memory: not told by this system")


if __name__ == "__main__":
    main()
