from app import create_app
from app.web import assets

app = create_app()
assets.serve(app)
