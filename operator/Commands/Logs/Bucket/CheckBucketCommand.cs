using System.CommandLine;
using K8sRouter.Core.DataPolicies;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary><c>logs check-bucket</c>.</summary>
internal static class CheckBucketCommand
{
    private static readonly string[] Known = [Regions.Global, Regions.Europe, Regions.Us];

    public static Command Create(LogsContext context)
    {
        var location = CommonOptions.Text("--location", "REGION", "With --store: the declared location, Global, Europe or Us.");
        var retention = CommonOptions.Text(
            "--retention-days", "DAYS", "With --store: days that content is kept, at least 90.");
        var key = CommonOptions.Text("--kms-key-name", "KEY", "With --store: the customer-managed key that sidecars write with.");
        var apply = new Option<bool>("--apply")
        {
            Description = "Makes the rule that deletes content at its age; in a folder, deletes what is older now.",
        };
        var json = CommonOptions.Json("One object.");
        var command = new Command(
            "check-bucket",
            "Compares buckets with what the policy promises: location, readers, deletion, key. Exits 1 on errors.")
        {
            location, retention, key, apply, json,
        };
        context.Help.Add(
            command,
            "check-bucket --resources manifests --workspace team-a",
            "check-bucket --resources manifests --workspace team-a --from logging --apply",
            "check-bucket --store gs://team-a-prompts --location Europe --retention-days 180",
            "check-bucket --store ./store --retention-days 90 --apply");
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            context.Terminal,
            () =>
            {
                var given = new GivenExpectation
                {
                    Region = parsed.GetValue(location) is { } region ? Region(region) : null,
                    RetentionDays = NumberArgument.Days(
                        retention.Name, parsed.GetValue(retention), LogsCommand.LeastRetentionDays),
                    KmsKeyName = parsed.GetValue(key),
                };
                var run = new CheckBucketRun(context.Opener, context.Terminal);
                return run.RunAsync(
                    context.Stores.Places(parsed), given, parsed.GetValue(apply), parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static string Region(string text) =>
        Known.FirstOrDefault(known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase))
            ?? throw CommandException.Usage($"--location '{text}' isn't Global, Europe or Us.");
}
