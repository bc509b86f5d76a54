"""How a test that commits is tidied up after: the rows it wrote go, whatever guards them, in a few milliseconds.

Django truncates each table anew and then fills in permissions and content types again, which takes longer than most
of those tests. Nobody writes into these two tables, so they stay as migrating left them.
"""

from django.db import OperationalError, connection
from django.test import TransactionTestCase
from psycopg2.errors import DeadlockDetected

KEPT = ("django_migrations", "django_content_type", "auth_permission")
# Whoever still writes is waited for, as TRUNCATE does, so that no late answer leaves a row to the next test.
SWEEP = """
DO $$
DECLARE tables text[] := ARRAY(
    SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename != ALL (%s) ORDER BY 1
);
DECLARE name text;
BEGIN
    EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN ACCESS EXCLUSIVE MODE';
    SET LOCAL session_replication_role = replica;  -- no foreign key, no trigger of the ledger
    FOREACH name IN ARRAY tables LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
END $$
"""


TRIES = 5  # a late request may hold one table and ask for the next; PostgreSQL then stops one of the two


def sweep(_test: TransactionTestCase | None = None) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`."""
    for turn in range(TRIES):
        try:
            with connection.cursor() as cursor:
                cursor.execute(SWEEP, [list(KEPT)])
        except OperationalError as error:
            if turn == TRIES - 1 or not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            return
