"""Figures as tables and as drawings of exactly those tables. Knows no feature: what is counted comes from above."""
