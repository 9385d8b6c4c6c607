using System.CommandLine;
using K8sRouter.Core.Storage.Verifying;

namespace K8sRouter.Operator.Commands.Logs.Verifying;

/// <summary><c>logs verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(LogsContext context)
    {
        var since = CommonOptions.Text("--since", "WHEN", "The earliest hour: an instant, a date (UTC), or how long ago.");
        var until = CommonOptions.Text("--until", "WHEN", "The first moment that is too late, written likewise.");
        var retention = CommonOptions.Text(
            "--retention-days", "DAYS", "Days after which content may be gone; the workspace's, else 90.");
        var json = CommonOptions.Json("One object.");
        var command = new Command(
            "verify", "Reads everything: checksums, counts, rows, content, what is missing or twice. Exits 1 on problems.")
        {
            since, until, retention, json,
        };
        context.Help.Add(
            command, "verify --store gs://team-a-prompts", "verify --resources manifests --workspace team-a --since 2d --json");
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            context.Terminal,
            () =>
            {
                var now = context.Terminal.Time.GetUtcNow();
                var days = NumberArgument.Days(retention.Name, parsed.GetValue(retention), 1);
                var (from, to) = InstantArgument.Range(parsed.GetValue(since), parsed.GetValue(until), now);
                var store = context.Stores.Open(parsed);
                var request = new VerificationRequest
                {
                    From = from,
                    To = to,
                    RetentionDays = days ?? store.Place.RetentionDays ?? LogsCommand.LeastRetentionDays,
                };
                return new VerifyRun(store, context.Terminal).RunAsync(request, parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
