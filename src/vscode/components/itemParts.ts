import * as vscode from 'vscode';

const iconColors: Readonly<Record<string, string>> = {
  pass: 'testing.iconPassed',
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
};

/** An icon, in the colour that its meaning has elsewhere in the workbench unless one is named. */
export function icon(name: string, color = iconColors[name]): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** A row with an icon; screen readers say label and description. */
export function row(
  id: string,
  label: string,
  description: string,
  iconName: string,
  options: {
    readonly children?: boolean;
    readonly tooltip?: string | vscode.MarkdownString;
    readonly contextValue?: string;
  } = {},
): vscode.TreeItem {
  const item = new vscode.TreeItem(
    label,
    options.children ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = id;
  item.description = description;
  item.iconPath = icon(iconName);
  if (options.tooltip !== undefined) item.tooltip = options.tooltip;
  if (options.contextValue !== undefined) item.contextValue = options.contextValue;
  item.accessibilityInformation = { label: description === '' ? label : `${label}: ${description}` };
  return item;
}

/** A time of a record as the user's language writes it. */
export function timeText(iso: string): string {
  return new Date(iso).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}
