"""The entry file of the pages: `streamlit run app/main.py`. Gate, script switch, navigation; nothing else."""

import streamlit as st
from streamlit import net_util

from app.views.components import ICON, PAGES, gate, script_switch, stylesheet, ui

# Streamlit asks a server on the internet for this address before it turns a foreign page's connection away.
net_util._external_ip = ""
st.set_page_config(page_title="協調通", page_icon=ICON, layout="centered")
stylesheet()
gate()
pages = [
    st.Page(f"views/{p.file}.py", title=ui(p.title), icon=p.icon, url_path=p.path, default=not p.path,
            visibility="visible" if p.listed else "hidden")
    for p in PAGES
]  # fmt: skip
chosen = st.navigation(pages)
script_switch()
chosen.run()
