from django.db import migrations

# A bitmap of a text's trigrams, as submissions.likeness cuts them. Two texts are about as alike as their bitmaps.
FUNCTION = """
    CREATE FUNCTION submissions_title_bits(title text) RETURNS bit(1024)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(
            bit_or(set_bit(repeat('0', 1024)::bit(1024), ('x' || left(md5(run), 3))::bit(12)::int % 1024, 1)),
            repeat('0', 1024)::bit(1024)
        )
        FROM (
            SELECT substr(padded, start, 3) AS run
            FROM (
                SELECT '  ' || word || ' ' AS padded
                FROM regexp_split_to_table(lower(title), '[^[:alnum:]]+') AS word
                WHERE word <> ''
            ) AS words, generate_series(1, length(padded) - 2) AS start
        ) AS runs
    $$
"""
# PostgreSQL keeps them itself, for rows of forms and of bulk inserts alike. Only submissions.preflight.alike reads them.
COLUMNS = """
    ALTER TABLE submissions_innovation
        ADD COLUMN title_bits bit(1024) GENERATED ALWAYS AS (submissions_title_bits(title)) STORED,
        ADD COLUMN long_bits bit(1024) GENERATED ALWAYS AS (submissions_title_bits(long_title)) STORED
"""


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0005_remember_who_described'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION submissions_title_bits(text)"),
        migrations.RunSQL(COLUMNS, "ALTER TABLE submissions_innovation DROP COLUMN title_bits, DROP COLUMN long_bits"),
    ]
