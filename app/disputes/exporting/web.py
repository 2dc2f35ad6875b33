"""The sheet as one HTML file that needs nothing else: style inside, no script, no address of anything outside."""

from html import escape

from app.disputes.exporting.sheet import Line, Sheet

_STYLE = """
:root{color-scheme:light dark}
body{max-width:42rem;margin:0 auto;padding:1rem 1.1rem 3rem;font:1rem/1.75 "Noto Sans CJK TC","PingFang TC",
"Microsoft JhengHei",sans-serif;color:light-dark(#23282b,#e3e4df);background:light-dark(#fcfbf8,#171b1d);
overflow-wrap:anywhere}
html[lang=zh-Hans] body{font-family:"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.35rem;line-height:1.5;margin:.5rem 0 1rem}
h2{font-size:1.05rem;margin:1.5rem 0 .3rem;padding-bottom:.2rem;border-bottom:1px solid light-dark(#dcd8ce,#363e42)}
ul{list-style:none;margin:0;padding:0}li{margin:.5rem 0}b{font-weight:600}
label{display:flex;gap:.7rem;align-items:baseline}input{flex:none;width:1.15rem;height:1.15rem;accent-color:#1f6f6b}
q{quotes:none}blockquote{margin:.15rem 0 0;padding-left:.8rem;border-left:3px solid light-dark(#1f6f6b,#5bb3ab)}
cite,footer{font-style:normal;font-size:.83rem;color:light-dark(#6a6f70,#a3a8a6)}cite{display:block}
footer{margin-top:2rem}
@media print{body{max-width:none;padding:0;font-size:9.5pt;line-height:1.45}h1{font-size:13pt;margin:0 0 .3rem}
h2{font-size:10.5pt;margin:.6rem 0 .1rem}li{margin:.15rem 0;break-inside:avoid}cite{display:inline;font-size:8pt}}
"""


def web_page(sheet: Sheet) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{sheet.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(sheet.title)}</title><style>{_STYLE}</style></head>"
        f"<body>{sheet_html(sheet)}</body></html>\n"
    )


def sheet_html(sheet: Sheet) -> str:
    """What stands in the body; the page 爭議台 prints it."""
    parts = "".join(
        f"<section><h2>{escape(part.heading)}</h2><ul>{''.join(_line(line) for line in part.lines)}</ul></section>"
        for part in sheet.parts
    )
    return f"<h1>{escape(sheet.title)}</h1>{parts}<footer>{escape(sheet.foot)}</footer>"


def _line(line: Line) -> str:
    cite = f"<cite>{escape(line.source)}</cite>" if line.source else ""
    if line.done is not None:
        tick = f'<input type="checkbox"{" checked" if line.done else ""}>'
        return f"<li><label>{tick}<span>{escape(line.quoted)}{cite}</span></label></li>"
    said = f"<b>{escape(line.said)}</b>" if line.said and line.quoted else escape(line.said)
    quoted = f"<blockquote><q>{escape(line.quoted)}</q>{cite}</blockquote>" if line.quoted else ""
    return f"<li>{said}{quoted}</li>"
