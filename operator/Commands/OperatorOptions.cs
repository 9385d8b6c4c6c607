using System.CommandLine;
using System.Globalization;

namespace K8sRouter.Operator.Commands;

/// <summary>The flags, each of which can be given as an environment variable too.</summary>
/// <param name="environment">Looks an environment variable up.</param>
internal sealed class OperatorOptions(Func<string, string?> environment)
{
    private const int FewestMilliseconds = 10;

    public Option<string?> Resources { get; } = Text(environment, "resources", "DIR", "Folder of manifests: *.yaml, *.yml and *.json below it.", null);

    public Option<string?> ConfigOut { get; } = Text(environment, "config-out", "DIR", "Folder that gets a volume per workspace, as sidecars mount it.", null);

    public Option<string?> OperatorNamespace { get; } = Text(
        environment, "operator-namespace", "NAMESPACE", "Namespace of the organization floor and of the platform's credentials.", "k8srouter-system");

    public Option<bool> Once { get; } = Switch(environment, "once", "Deliver what is there and exit.");

    public Option<bool> Check { get; } = Switch(environment, "check", "Validate and compile only: writes nothing, exits 1 on problems.");

    public Option<int> Interval { get; } = IntervalOption(environment);

    private static Option<string?> Text(Func<string, string?> environment, string flag, string value, string description, string? fallback) =>
        new($"--{flag}")
        {
            Description = $"{description} [env: {Variable(flag)}]",
            HelpName = value,
            Recursive = true,
            DefaultValueFactory = _ => environment(Variable(flag)) is { Length: > 0 } set ? set : fallback,
        };

    private static Option<bool> Switch(Func<string, string?> environment, string flag, string description) =>
        new($"--{flag}")
        {
            Description = $"{description} [env: {Variable(flag)}=true]",
            DefaultValueFactory = result =>
            {
                var text = environment(Variable(flag));
                if (string.IsNullOrEmpty(text))
                    return false;
                if (!bool.TryParse(text, out var set))
                    result.AddError($"{Variable(flag)} must be true or false.");
                return set;
            },
        };

    private static Option<int> IntervalOption(Func<string, string?> environment)
    {
        var option = new Option<int>("--interval")
        {
            Description = $"Milliseconds between two looks at the folder. [env: {Variable("interval")}]",
            HelpName = "MS",
            DefaultValueFactory = result =>
            {
                var text = environment(Variable("interval"));
                if (string.IsNullOrEmpty(text))
                    return 250;
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
                    result.AddError($"{Variable("interval")} must be a number of milliseconds.");
                return milliseconds;
            },
        };
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValue(option) < FewestMilliseconds)
                result.AddError($"--interval must be at least {FewestMilliseconds}.");
        });
        return option;
    }

    private static string Variable(string flag) => "K8SROUTER_" + flag.ToUpperInvariant().Replace('-', '_');
}
