using K8sRouter.Core.Configuration;

namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>An admin token in the volume of a house, whose operator has to be ended before.</summary>
internal static class MountedToken
{
    public const string Value = "dG9rZW4tY2FuYXJ5LW9mLXRoZS1hZG1pbi1wb3J0LTE=";

    public static async Task MountAsync(RunningHouse house)
    {
        await house.Operator!.KillAsync();
        string link = Path.Combine(house.Config, ConfigFiles.DataLink);
        string present = Path.Combine(house.Config, new FileInfo(link).LinkTarget!);
        string next = Directory.CreateDirectory(Path.Combine(house.Config, "..with-token")).FullName;
        foreach (string file in Directory.EnumerateFiles(present))
            File.Copy(file, Path.Combine(next, Path.GetFileName(file)), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(next, ConfigFiles.AdminToken), Value);
        File.Delete(link);
        File.CreateSymbolicLink(link, "..with-token");
        await Eventually.TrueAsync(
            "the token in force", async () => (await house.Sidecar.AdminAsync(HttpMethod.Get, "/status", Value)).Status == 200);
    }
}
