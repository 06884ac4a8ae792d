"""How both faces look: tokens, typography, template tags."""
