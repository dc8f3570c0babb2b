using Npgsql;

namespace Orchestrator.Grains.Stores;

/// <summary>Reads what an operator writes as DATABASE_URL. No message repeats any part of the value, since it holds a password.</summary>
public static class DatabaseUrl
{
    private const int DefaultPort = 5432;

    /// <summary>An Npgsql connection string from a <c>postgresql://user:password@host:port/database?sslmode=require</c> URL or from a connection string.</summary>
    /// <exception cref="ArgumentException">It is neither; the message says what is missing, without any part of the value.</exception>
    public static string Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ArgumentException("DATABASE_URL is empty; give postgresql://user:password@host:port/database.");
        var trimmed = text.Trim();
        var builder = trimmed.Contains("://", StringComparison.Ordinal) ? FromUrl(trimmed) : FromConnectionString(trimmed);
        if (string.IsNullOrEmpty(builder.Host))
            throw new ArgumentException("DATABASE_URL names no host.");
        return builder.ToString();
    }

    private static NpgsqlConnectionStringBuilder FromConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            throw new ArgumentException(
                "DATABASE_URL is neither a postgresql://user:password@host:port/database URL nor a connection string such as Host=…;Port=5432;Username=…;Password=…;Database=….");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw new ArgumentException("DATABASE_URL is not a valid URL; special characters in the user name and the password must be percent-encoded.");
        if (url.Scheme is not ("postgresql" or "postgres"))
            throw new ArgumentException("DATABASE_URL must start with postgresql:// or postgres://.");
        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (database.Length == 0)
            throw new ArgumentException("DATABASE_URL names no database; it ends in /database.");
        var credentials = url.UserInfo.Split(':', 2);
        if (credentials[0].Length == 0)
            throw new ArgumentException("DATABASE_URL names no user; it starts with postgresql://user:password@.");

        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.IdnHost,
            Port = url.Port > 0 ? url.Port : DefaultPort,
            Database = database,
            Username = Uri.UnescapeDataString(credentials[0]),
        };
        if (credentials.Length == 2)
            builder.Password = Uri.UnescapeDataString(credentials[1]);
        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Apply(builder, option);
        return builder;
    }

    private static void Apply(NpgsqlConnectionStringBuilder builder, string option)
    {
        var pair = option.Split('=', 2);
        var value = pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : "";
        switch (pair[0].ToLowerInvariant())
        {
            case "sslmode" when Enum.TryParse(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out SslMode mode):
                builder.SslMode = mode;
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "connect_timeout" when int.TryParse(value, out var seconds) && seconds is >= 0 and <= 1024:
                builder.Timeout = seconds;
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            case "host" when value.Length > 0:
                builder.Host = value;
                break;
            case "sslmode":
                throw new ArgumentException("DATABASE_URL: sslmode is one of disable, allow, prefer, require, verify-ca, verify-full.");
            case "connect_timeout":
                throw new ArgumentException("DATABASE_URL: connect_timeout is a number of seconds, 0 to 1024.");
            default:
                throw new ArgumentException("DATABASE_URL has an option that is not known; known are sslmode, sslrootcert, connect_timeout, application_name, host.");
        }
    }
}
