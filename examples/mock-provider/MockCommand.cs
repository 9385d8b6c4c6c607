using System.CommandLine;
using System.Net;
using K8sRouter.MockProvider.Faults;

namespace K8sRouter.MockProvider;

/// <summary>The command line.</summary>
internal static class MockCommand
{
    private static readonly MockOptions Defaults = new();

    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Address listened on; 0.0.0.0 in a pod.",
        DefaultValueFactory = _ => Defaults.Listen.ToString(),
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port listened on; 0 picks a free one and prints it.",
        DefaultValueFactory = _ => Defaults.Port,
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "Name of the provider; appears in every answer.",
        DefaultValueFactory = _ => Defaults.Name,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The only API key accepted. Without it any key is, but one must be sent.",
    };

    private static readonly Option<string> Protocol = new("--protocol")
    {
        Description = "Wire formats spoken.",
        DefaultValueFactory = _ => "both",
    };

    private static readonly Option<string?> Models = new("--models")
    {
        Description = "Comma-separated models that exist. Without it every name does.",
    };

    private static readonly Option<string?> ExtraFields = new("--extra-fields")
    {
        Description = "Comma-separated top-level fields accepted beyond the documented ones.",
    };

    private static readonly Option<int> TokenDelay = new("--token-delay-ms")
    {
        Description = "Milliseconds between two pieces of a streamed answer.",
        DefaultValueFactory = _ => (int)Defaults.TokenDelay.TotalMilliseconds,
    };

    private static readonly Option<int> FaultDelay = new("--fault-delay-ms")
    {
        Description = "Milliseconds that the fault slow-headers takes.",
        DefaultValueFactory = _ => (int)Defaults.FaultDelay.TotalMilliseconds,
    };

    private static readonly Option<long> BodyLimit = new("--body-limit")
    {
        Description = "Bytes of a request above which 413 is answered.",
        DefaultValueFactory = _ => Defaults.BodyLimit,
    };

    private static readonly Option<string> ReasoningField = new("--reasoning-field")
    {
        Description = "Field that carries reasoning in chat answers.",
        DefaultValueFactory = _ => Defaults.ReasoningField,
    };

    private static readonly Option<string?> Log = new("--log")
    {
        Description = "File to which one line per request is appended.",
    };

    public static RootCommand Build()
    {
        Protocol.AcceptOnlyFromAmong("openai", "anthropic", "both");
        Listen.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out _))
                result.AddError("--listen must be an IP address such as 0.0.0.0.");
        });
        ReasoningField.AcceptOnlyFromAmong("reasoning", "reasoning_content");
        var root = new RootCommand($"A strict double of a model provider.\n\n{FaultCatalog.Help}")
        {
            Listen, Port, Name, Key, Protocol, Models, ExtraFields, TokenDelay, FaultDelay, BodyLimit, ReasoningField, Log,
        };
        root.SetAction((result, cancellation) => MockProviderHost.RunAsync(Options(result), cancellation));
        return root;
    }

    private static MockOptions Options(ParseResult result) => new()
    {
        Listen = IPAddress.Parse(result.GetValue(Listen)!),
        Port = result.GetValue(Port),
        Name = result.GetValue(Name)!,
        Key = result.GetValue(Key),
        OpenAI = result.GetValue(Protocol) != "anthropic",
        Anthropic = result.GetValue(Protocol) != "openai",
        Models = List(result.GetValue(Models)),
        ExtraFields = List(result.GetValue(ExtraFields)) ?? [],
        TokenDelay = TimeSpan.FromMilliseconds(result.GetValue(TokenDelay)),
        FaultDelay = TimeSpan.FromMilliseconds(result.GetValue(FaultDelay)),
        BodyLimit = result.GetValue(BodyLimit),
        ReasoningField = result.GetValue(ReasoningField)!,
        LogFile = result.GetValue(Log),
    };

    private static string[]? List(string? text) =>
        text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
