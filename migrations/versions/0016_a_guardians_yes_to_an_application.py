"""A guardian's yes to an application, signs of life, and rounds that stay open longer.

A permission is about a place or about an application, so that its place may be missing. SQLite can't take NOT NULL away
from a column: there the table is made anew and its rows are copied, which nothing else points at.
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
ONE_THING = '(enrollment_id IS NULL) <> (application_id IS NULL)'
BEFORE = (
    'id, person_id, enrollment_id, guardian_id, guardianship_id, token_hash, relation, name, asked_at, expires_at, '
    'decided_at, approved, confirmed_at, ended_at, why'
)


def upgrade() -> None:
    op.create_table(
        'heartbeat',
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('wall_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    with op.batch_alter_table('call_round', recreate='never') as batch_op:
        batch_op.add_column(sa.Column('extended_to', sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == 'sqlite':
        _copy()
    else:
        op.alter_column('permission', 'enrollment_id', existing_type=BIG, nullable=True)
        op.add_column('permission', sa.Column('application_id', BIG, nullable=True))
        op.create_foreign_key(None, 'permission', 'application', ['application_id'], ['id'], ondelete='CASCADE')
        op.create_check_constraint('about_one_thing', 'permission', ONE_THING)
    op.create_index('ix_permission_application_id', 'permission', ['application_id'])


def _copy() -> None:
    op.create_table(
        'permission_anew',
        sa.Column('id', BIG, nullable=False),
        sa.Column('person_id', BIG, nullable=False),
        sa.Column('enrollment_id', BIG, nullable=True),
        sa.Column('application_id', BIG, nullable=True),
        sa.Column('guardian_id', BIG, nullable=True),
        sa.Column('guardianship_id', BIG, nullable=True),
        sa.Column('token_hash', sa.String(length=64), nullable=True),
        sa.Column('relation', sa.String(length=20), nullable=True),
        sa.Column('name', sa.String(length=120), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('approved', sa.Boolean(), nullable=True),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('why', sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(['enrollment_id'], ['enrollment.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['application_id'], ['application.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['guardian_id'], ['person.id'], ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['guardianship_id'], ['guardianship.id'], ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('token_hash'),
        sa.CheckConstraint(ONE_THING, name='about_one_thing'),
    )
    op.execute(f'INSERT INTO permission_anew ({BEFORE}) SELECT {BEFORE} FROM permission')  # noqa: S608 - our own names
    op.drop_table('permission')
    op.rename_table('permission_anew', 'permission')
    op.create_index('ix_permission_enrollment_id', 'permission', ['enrollment_id'])
    op.create_index('ix_permission_guardian', 'permission', ['guardian_id'])
    op.create_index('ix_permission_person_id', 'permission', ['person_id'])
