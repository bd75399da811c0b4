"""Who waits in line keeps their place while another answer is on its way."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    with op.batch_alter_table('application', schema=None, recreate='never') as batch_op:
        batch_op.add_column(sa.Column('in_line_since', sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE application SET in_line_since = released_at"
        " WHERE progress = 'decided' AND decision = 'waiting' AND released_at IS NOT NULL"
    )
