import io
import zipfile

from PIL import Image
from werkzeug.datastructures import FileStorage

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000055 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n105\n%%EOF\n"
)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode == "L" else (168, 35, 28, 200)[: len(mode)]).save(out, format=kind, **options)
    return out.getvalue()


def upload(data: bytes, name: str) -> FileStorage:
    return FileStorage(stream=io.BytesIO(data), filename=name)


def office(kind: str = "docx", *, more: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """The least there must be in a document of Word or Excel."""
    main, code = {
        "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
        "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    }[kind]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml", types or f'<Types><Override ContentType="application/vnd.{code}"/></Types>'
        )
        packed.writestr(main, "<document/>")
        for name, data in (more or {}).items():
            packed.writestr(name, data)
    return out.getvalue()
