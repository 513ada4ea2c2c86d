"""Word documents and PDFs that the tests make for themselves, and what a folder holds."""

import io
import zipfile

import docx


def packed(document) -> bytes:
    """The bytes of a python-docx document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """A .docx with `word/<name>.xml` replaced or added for each of `parts`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        content = {name: old.read(name) for name in old.namelist()} | {f"word/{name}.xml": part for name, part in parts.items()}
        for name, part in content.items():
            new.writestr(name, part)
    return file.getvalue()


def written(*lines: str) -> bytes:
    """A .docx with a paragraph for each line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return packed(document)


def pdf(*pages: list[str], trailer: str = "") -> bytes:
    """A PDF with the lines of each page, in a font that every reader knows by name."""
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        3: "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        4: "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 5 0 R>>",
        5: "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent 0/CapHeight 800/StemV 80>>",
    }
    for i, lines in enumerate(pages):
        shown = "".join(f"BT /F 12 Tf 50 {800 - 40 * j} Td <{line.encode('utf-16-be').hex()}> Tj ET\n" for j, line in enumerate(lines))
        objects[10 + 2 * i] = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {11 + 2 * i} 0 R>>"
        objects[11 + 2 * i] = f"<</Length {len(shown)}>>stream\n{shown}endstream"
    body = "".join(f"{number} 0 obj {content} endobj\n" for number, content in objects.items())
    return f"%PDF-1.7\n{body}trailer <</Root 1 0 R {trailer}>>\n%%EOF".encode("latin-1")


def contents(folder):
    """The bytes of all files of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
