using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Sentry: the project's OTLP endpoint, with the public key of its DSN.</summary>
internal static class SentryType
{
    private static readonly OtlpFormat Format = new();

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Sentry,
        DisplayName = "Sentry",
        Fields =
        [
            Url("otlpEndpoint", "OTLP traces endpoint of the project."),
            Secret("dsn", "DSN of the project.") with { Pattern = @"^https?://[^@/\s]+@[^/\s]+/([^\s]*/)?[0-9]+$" },
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields) => PublicKey(fields.Get("dsn")) is { } key
        ? new(fields.Get("otlpEndpoint"), new KeyValuePair<string, string>("x-sentry-auth", $"sentry sentry_key={key}"))
        : null;

    /// <summary>A DSN of old also holds a secret key after a colon, which nothing asks for any more.</summary>
    private static string? PublicKey(string? dsn) =>
        Uri.TryCreate(dsn, UriKind.Absolute, out var uri) && uri.UserInfo.Split(':')[0] is { Length: > 0 } key ? key : null;
}
