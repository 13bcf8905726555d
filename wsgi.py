from whitenoise import WhiteNoise

from app import create_app
from app.config import ROOT

app = create_app()
# Static files are served before Flask: no session, no database. Vendored names carry no hash, so browsers revalidate.
app.wsgi_app = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=300)  # type: ignore[method-assign]
